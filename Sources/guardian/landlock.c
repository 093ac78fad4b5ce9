#define _GNU_SOURCE
#include "privileges.h"

#include "system_paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's own header may be older than the kernel, so this repeats what is needed of linux/landlock.h.

struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};

struct path_rule {
    uint64_t allowed;
    int32_t path;
} __attribute__((packed));

struct port_rule {
    uint64_t allowed;
    uint64_t port;
};

enum {
    create_ruleset_number = 444,
    add_rule_number = 445,
    restrict_self_number = 446,
    version_flag = 1,
    path_rule_type = 1,
    port_rule_type = 2,
    /// The first version that also keeps signals and abstract UNIX sockets inside.
    least_version = 6,
};

#define EXECUTE (1ULL << 0)
#define WRITE_FILE (1ULL << 1)
#define READ_FILE (1ULL << 2)
#define READ_FOLDER (1ULL << 3)
#define TRUNCATE (1ULL << 14)
#define ALL_FILE_RIGHTS ((1ULL << 16) - 1)
/// Of those, the ones that a plain file has.
#define FILE_RIGHTS (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | 1ULL << 15)
#define READ_RIGHTS (EXECUTE | READ_FILE | READ_FOLDER)
/// No devices, and no moving to other folders, are needed to write.
#define WRITE_RIGHTS (READ_RIGHTS | WRITE_FILE | TRUNCATE | 1ULL << 4 | 1ULL << 5 | 1ULL << 7 | 1ULL << 8 | 1ULL << 12)
#define BIND_PORT (1ULL << 0)
#define CONNECT_PORT (1ULL << 1)
#define ALL_SCOPES (1ULL << 0 | 1ULL << 1)

/// Swift's runtime reads /proc/TID/stat of its own threads, and traps if it must not. What other processes keep secret,
/// such as their environment, counts as tracing them, which Landlock forbids as well.
static const char *const own_paths[] = {
    "/etc/group", "/etc/hosts", "/etc/nsswitch.conf", "/etc/passwd", "/dev/random", "/dev/urandom", "/dev/zero",
    "/proc", "/sys/devices/system/cpu", NULL,
};

static bool allow(int rules, const char *path, uint64_t rights)
{
    struct stat status;
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0 || fstat(place, &status) != 0) {
        return false;
    }
    const struct path_rule rule = {.allowed = S_ISDIR(status.st_mode) ? rights : rights & FILE_RIGHTS, .path = place};
    bool allowed = syscall(add_rule_number, rules, path_rule_type, &rule, 0) == 0;
    close(place);
    return allowed;
}

static bool allow_all(int rules, const struct paths *paths, uint64_t rights)
{
    for (size_t index = 0; index < paths->count; index++) {
        if (!allow(rules, paths->items[index], rights)) {
            return false;
        }
    }
    return true;
}

/// A system may lack some of them.
static bool allow_present(int rules, const char *const *paths)
{
    for (; *paths != NULL; paths++) {
        if (!allow(rules, *paths, READ_RIGHTS) && errno != ENOENT) {
            return false;
        }
    }
    return true;
}

static bool allow_upstream(int rules, int port)
{
    const struct port_rule rule = {.allowed = CONNECT_PORT, .port = (uint64_t)port};
    return port == 0 || syscall(add_rule_number, rules, port_rule_type, &rule, 0) == 0;
}

const char *enter_landlock(const struct options *options)
{
    if (syscall(create_ruleset_number, NULL, 0, version_flag) < least_version) {
        errno = ENOSYS;
        return "landlock";
    }
    const struct ruleset all = {
        .files = ALL_FILE_RIGHTS, .network = BIND_PORT | CONNECT_PORT, .scoped = ALL_SCOPES};
    int rules = (int)syscall(create_ruleset_number, &all, sizeof all, 0);
    if (rules < 0) {
        return "landlock";
    }
    bool allowed = allow_present(rules, system_paths) && allow_present(rules, own_paths)
                   && allow(rules, "/dev/null", READ_FILE | WRITE_FILE) && allow_all(rules, &options->readable, READ_RIGHTS)
                   && allow_all(rules, &options->writable, WRITE_RIGHTS)
                   && (options->directory == NULL || allow(rules, options->directory, WRITE_RIGHTS))
                   && allow_upstream(rules, options->upstream_port);
    bool entered = allowed && syscall(restrict_self_number, rules, 0) == 0;
    close(rules);
    return entered ? NULL : "landlock";
}
