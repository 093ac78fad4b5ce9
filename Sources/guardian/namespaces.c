#define _GNU_SOURCE
#include "namespaces.h"

#include "descriptors.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool failed(struct start_failure *failure, const char *step)
{
    failure->error = errno;
    snprintf(failure->step, sizeof failure->step, "%s", step);
    return false;
}

static bool write_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
    if (file >= 0) {
        close(file);
    }
    return written;
}

/// In the new namespace, the user has the same number as outside.
static bool map_user(uid_t user, gid_t group)
{
    char map[64];
    if (!write_file("/proc/self/setgroups", "deny")) {
        return false;
    }
    snprintf(map, sizeof map, "%u %u 1", user, user);
    if (!write_file("/proc/self/uid_map", map)) {
        return false;
    }
    snprintf(map, sizeof map, "%u %u 1", group, group);
    return write_file("/proc/self/gid_map", map);
}

/// Root needs no namespace of users for the others. In a container, root may lack the privilege, and be like any user.
static bool unshare_all(struct start_failure *failure)
{
    const int others = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    uid_t user = geteuid();
    gid_t group = getegid();
    if (user == 0 && unshare(others) == 0) {
        return true;
    }
    if (unshare(CLONE_NEWUSER | others) != 0) {
        return failed(failure, "namespaces");
    }
    return map_user(user, group) || failed(failure, "user-map");
}

static bool start_loopback(struct start_failure *failure)
{
    struct ifreq request = {.ifr_name = "lo"};
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0) {
        return failed(failure, "loopback");
    }
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    bool started = ioctl(any, SIOCSIFFLAGS, &request) == 0 || failed(failure, "loopback");
    close(any);
    return started;
}

/// Clears what /proc/1/cmdline and /proc/1/environ would show: the paths outside.
static void forget_arguments(char **command)
{
    extern char **environ;
    // The kernel lays out all arguments, then all variables, without gaps.
    char *last = program_invocation_name;
    for (char **text = command; *text != NULL; text++) {
        last = *text;
    }
    for (char **text = environ; *text != NULL; text++) {
        last = *text;
    }
    memset(program_invocation_name, 0, (size_t)(last + strlen(last) - program_invocation_name));
    prctl(PR_SET_NAME, "init");
    prctl(PR_SET_DUMPABLE, 0);
}

/// The body of process 1: when it ends, the kernel kills all others. No signal from inside reaches it, because it
/// handles none, and the filter of system calls keeps the others from tracing it.
///
/// `guardian` is a pipe that ends with the guardian, however that ends.
__attribute__((noreturn)) static void be_init(const struct options *options, int guardian)
{
    // The kernel reaps the orphans, which are process 1's children.
    signal(SIGCHLD, SIG_IGN);
    setsid();
    forget_arguments(options->command);
    // Descriptors of pitfall's that stayed open here would never seem to end.
    dup2(guardian, STDIN_FILENO);
    int null = open("/dev/null", O_RDWR);
    for (int descriptor = STDOUT_FILENO; descriptor <= report_descriptor; descriptor++) {
        dup2(null, descriptor);
    }
    close_from(report_descriptor + 1);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) != 0) {
    }
    _exit(0);
}

bool enter_namespaces(const struct options *options, pid_t *init, struct start_failure *failure)
{
    if (!unshare_all(failure) || !start_loopback(failure)) {
        return false;
    }
    if (options->isolation == isolation_full && sethostname("module", strlen("module")) != 0) {
        return failed(failure, "host-name");
    }
    // The guardian never closes its end; the command's end of it closes when the command is executed.
    int guardian[2];
    if (pipe2(guardian, O_CLOEXEC) != 0) {
        return failed(failure, "pipe");
    }
    *init = fork();
    if (*init == 0) {
        close(guardian[1]);
        be_init(options, guardian[0]);
    }
    close(guardian[0]);
    return *init > 0 || failed(failure, "init");
}
