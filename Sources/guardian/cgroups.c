#define _GNU_SOURCE
#include "cgroups.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "/sys/fs/cgroup"
#define PREFIX "pitfall-"

enum {
    /// What counts here but not in `watch`: files in memory, and the kernel's own.
    spare_memory_mib = 256,
    /// Threads count as processes here.
    spare_tasks = 512,
};

static bool write_value(const char *folder, const char *name, const char *value)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool written = file >= 0 && write(file, value, strlen(value)) == (ssize_t)strlen(value);
    if (file >= 0) {
        close(file);
    }
    return written;
}

static bool write_number(const char *folder, const char *name, long long value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", value);
    return write_value(folder, name, text);
}

/// The namespace of processes that our process IDs are from: the same ID is another process in another container.
static unsigned long long own_namespace(void)
{
    struct stat status;
    return stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

/// Removes the groups of guardians that were killed.
static void remove_abandoned(const char *parent)
{
    DIR *entries = opendir(parent);
    if (entries == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        unsigned long long namespace;
        pid_t guardian;
        bool is_ours = sscanf(entry->d_name, PREFIX "%d.%llu", &guardian, &namespace) == 2 && namespace == own_namespace();
        if (is_ours && kill(guardian, 0) != 0 && errno == ESRCH) {
            unlinkat(dirfd(entries), entry->d_name, AT_REMOVEDIR);
        }
    }
    closedir(entries);
}

/// A new group, or NULL.
static const char *add(struct cgroups *cgroups, const char *parent)
{
    char *folder = cgroups->folders[cgroups->count];
    remove_abandoned(parent);
    snprintf(folder, sizeof cgroups->folders[0], "%s/" PREFIX "%d.%llu", parent, getpid(), own_namespace());
    if (mkdir(folder, 0755) != 0) {
        return NULL;
    }
    cgroups->count++;
    return folder;
}

static void drop_last(struct cgroups *cgroups)
{
    rmdir(cgroups->folders[--cgroups->count]);
}

static void make_second_version(struct cgroups *cgroups, long long bytes, long tasks)
{
    write_value(ROOT, "cgroup.subtree_control", "+memory +pids");
    const char *group = add(cgroups, ROOT);
    if (group != NULL && (!write_number(group, "memory.max", bytes) || !write_number(group, "pids.max", tasks))) {
        drop_last(cgroups);
    } else if (group != NULL) {
        // Fails on a machine without swap.
        write_number(group, "memory.swap.max", 0);
    }
}

static void make_first_version(struct cgroups *cgroups, long long bytes, long tasks)
{
    const char *memory = add(cgroups, ROOT "/memory");
    if (memory != NULL && !write_number(memory, "memory.limit_in_bytes", bytes)) {
        drop_last(cgroups);
    }
    const char *processes = add(cgroups, ROOT "/pids");
    if (processes != NULL && !write_number(processes, "pids.max", tasks)) {
        drop_last(cgroups);
    }
}

void make_cgroups(const struct options *options, struct cgroups *cgroups)
{
    long long bytes = (options->memory_mib + spare_memory_mib) << 20;
    long tasks = options->processes + spare_tasks;
    cgroups->count = 0;
    if (geteuid() != 0) {
        return;
    }
    if (access(ROOT "/cgroup.controllers", F_OK) == 0) {
        make_second_version(cgroups, bytes, tasks);
    } else {
        make_first_version(cgroups, bytes, tasks);
    }
}

void join_cgroups(const struct cgroups *cgroups)
{
    for (size_t index = 0; index < cgroups->count; index++) {
        write_value(cgroups->folders[index], "cgroup.procs", "0");
    }
}

bool ran_out_of_memory(const struct cgroups *cgroups)
{
    static const char *const files[] = {"memory.events", "memory.oom_control"};
    for (size_t index = 0; index < cgroups->count * 2; index++) {
        char path[PATH_MAX + 64], line[128];
        long killed = 0;
        snprintf(path, sizeof path, "%s/%s", cgroups->folders[index / 2], files[index % 2]);
        FILE *file = fopen(path, "re");
        if (file == NULL) {
            continue;
        }
        while (fgets(line, sizeof line, file) != NULL && sscanf(line, "oom_kill %ld", &killed) != 1) {
        }
        fclose(file);
        if (killed > 0) {
            return true;
        }
    }
    return false;
}

void remove_cgroups(const struct cgroups *cgroups)
{
    for (size_t index = 0; index < cgroups->count; index++) {
        rmdir(cgroups->folders[index]);
    }
}
