#define _GNU_SOURCE
#include "descendants.h"

#include <ctype.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct state {
    char code;
    pid_t parent;
    pid_t group;
    long resident_pages;
};

static FILE *open_proc(pid_t pid, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    return fopen(path, "re");
}

static bool read_state(pid_t pid, struct state *state)
{
    char text[1024];
    FILE *file = open_proc(pid, "stat");
    if (file == NULL) {
        return false;
    }
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    // The name, in parentheses, may itself contain spaces and parentheses, so search for the last one.
    const char *rest = strrchr(text, ')');
    // Fields as numbered in proc(5): 3 state, 4 parent, 5 group, then 18 unused ones, 24 resident pages.
    return rest != NULL
           && sscanf(rest + 1,
                     " %c %d %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld",
                     &state->code, &state->parent, &state->group, &state->resident_pages)
                  == 4;
}

static bool is_living(const struct state *state)
{
    return state->code != 'Z' && state->code != 'X';
}

/// If there is no memory for a longer list, the walk stays incomplete; `end_everything` walks again.
static void add(struct descendants *found, pid_t pid, pid_t parent)
{
    if (found->count == found->room) {
        size_t room = found->room == 0 ? 64 : found->room * 2;
        struct process *members = realloc(found->members, room * sizeof *members);
        if (members == NULL) {
            return;
        }
        found->members = members;
        found->room = room;
    }
    found->members[found->count++] = (struct process){.pid = pid, .parent = parent};
}

/// The kernel lists a child with the thread that forked it, so read the lists of all threads.
static void add_children(struct descendants *found, pid_t parent)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", parent);
    DIR *threads = opendir(path);
    if (threads == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0])) {
            continue;
        }
        char name[32];
        snprintf(name, sizeof name, "task/%d/children", atoi(entry->d_name));
        FILE *children = open_proc(parent, name);
        if (children == NULL) {
            continue;
        }
        for (int child; fscanf(children, "%d", &child) == 1;) {
            add(found, child, parent);
        }
        fclose(children);
    }
    closedir(threads);
}

/// All processes in /proc with their parents, for kernels built without CONFIG_PROC_CHILDREN.
static void scan_processes(struct descendants *everything)
{
    DIR *processes = opendir("/proc");
    if (processes == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
        struct state state;
        if (isdigit((unsigned char)entry->d_name[0]) && read_state(atoi(entry->d_name), &state)) {
            add(everything, atoi(entry->d_name), state.parent);
        }
    }
    closedir(processes);
}

static void add_scanned_children(struct descendants *found, const struct descendants *everything, pid_t parent)
{
    for (size_t index = 0; index < everything->count; index++) {
        if (everything->members[index].parent == parent) {
            add(found, everything->members[index].pid, parent);
        }
    }
}

static bool kernel_lists_children(void)
{
#ifdef WITHOUT_PROC_CHILDREN // to test the other way on a kernel that has it
    return false;
#else
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
    return access(path, R_OK) == 0;
#endif
}

/// The process groups that a walk has signaled. Without memory for a longer list, some are signaled twice.
struct groups {
    pid_t *members;
    size_t count;
    size_t room;
};

/// False if it was there before.
static bool add_group(struct groups *groups, pid_t group)
{
    for (size_t index = 0; index < groups->count; index++) {
        if (groups->members[index] == group) {
            return false;
        }
    }
    if (groups->count == groups->room) {
        size_t room = groups->room == 0 ? 64 : groups->room * 2;
        pid_t *members = realloc(groups->members, room * sizeof *members);
        if (members == NULL) {
            return true;
        }
        groups->members = members;
        groups->room = room;
    }
    groups->members[groups->count++] = group;
    return true;
}

/// Signals the whole group, because the kernel does that in one step that no fork can escape; all members are our
/// descendants (see command.c). Once for each group: for a fork bomb of N processes that would be N * N signals. Then
/// signals the process itself, which may have left its group in the meantime.
static void signal_descendant(struct process process, int number, struct groups *signaled)
{
    // The process ID may have been reused. The descriptor pins the process that has it now; its parent shows whether it
    // is ours.
    int descriptor = (int)syscall(SYS_pidfd_open, process.pid, 0);
    if (descriptor < 0) {
        return;
    }
    struct state state;
    if (read_state(process.pid, &state) && (state.parent == process.parent || state.parent == getpid())) {
        if (state.group > 1 && state.group != getpgrp() && add_group(signaled, state.group)) {
            kill(-state.group, number);
        }
        syscall(SYS_pidfd_send_signal, descriptor, number, NULL, 0);
    }
    close(descriptor);
}

static void walk(struct descendants *found, bool stopping)
{
    static struct descendants everything;
    static struct groups stopped;
    bool listed = kernel_lists_children();
    everything.count = 0;
    stopped.count = 0;
    if (!listed) {
        scan_processes(&everything);
    }
    found->count = 0;
    pid_t parent = getpid();
    // Breadth first: the list is also the queue, and the children of each member are appended to it.
    for (size_t index = 0;; parent = found->members[index++].pid) {
        if (stopping && index > 0) {
            signal_descendant(found->members[index - 1], SIGSTOP, &stopped);
        }
        if (listed) {
            add_children(found, parent);
        } else {
            add_scanned_children(found, &everything, parent);
        }
        if (index >= found->count) {
            return;
        }
    }
}

void find_descendants(struct descendants *found)
{
    walk(found, false);
}

void find_and_stop_descendants(struct descendants *found)
{
    walk(found, true);
}

void kill_descendants(const struct descendants *found)
{
    static struct groups killed;
    killed.count = 0;
    for (size_t index = 0; index < found->count; index++) {
        signal_descendant(found->members[index], SIGKILL, &killed);
    }
}

size_t count_living(const struct descendants *found)
{
    size_t living = 0;
    struct state state;
    for (size_t index = 0; index < found->count; index++) {
        living += read_state(found->members[index].pid, &state) && is_living(&state);
    }
    return living;
}

size_t count_runnable(const struct descendants *found)
{
    size_t runnable = 0;
    struct state state;
    for (size_t index = 0; index < found->count; index++) {
        runnable += read_state(found->members[index].pid, &state) && state.code == 'R';
    }
    return runnable;
}

long resident_mib(const struct descendants *found)
{
    long pages = 0;
    struct state state;
    for (size_t index = 0; index < found->count; index++) {
        if (read_state(found->members[index].pid, &state)) {
            pages += state.resident_pages;
        }
    }
    return pages / ((1 << 20) / sysconf(_SC_PAGESIZE));
}

/// If a process made itself unreadable (PR_SET_DUMPABLE), all its resident memory counts, so that it cannot hide any.
static long proportional_kib(pid_t pid)
{
    long kib = 0;
    bool read = false;
    char line[256];
    FILE *file = open_proc(pid, "smaps_rollup");
    if (file != NULL) {
        while (!read && fgets(line, sizeof line, file) != NULL) {
            read = sscanf(line, "Pss: %ld", &kib) == 1;
        }
        fclose(file);
    }
    struct state state;
    if (!read && read_state(pid, &state)) {
        kib = state.resident_pages * (sysconf(_SC_PAGESIZE) >> 10);
    }
    return kib;
}

long proportional_mib(const struct descendants *found, int interrupter)
{
    struct pollfd interrupted = {.fd = interrupter, .events = POLLIN};
    long kib = 0;
    for (size_t index = 0; index < found->count; index++) {
        kib += proportional_kib(found->members[index].pid);
        if (poll(&interrupted, 1, 0) > 0) {
            return -1;
        }
    }
    return kib >> 10;
}
