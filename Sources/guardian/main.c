#define _GNU_SOURCE
#include "command.h"
#include "options.h"
#include "report.h"
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

enum { exit_not_started = 127 };

static void require_descriptors(void)
{
    for (int descriptor = 0; descriptor <= report_descriptor; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0) {
            exit_for_usage("descriptor %d must be open", descriptor);
        }
    }
}

/// The command must not inherit what pitfall happened to leave open. Old kernels have no close_range: close one by one.
static void close_all_others(void)
{
    if (syscall(SYS_close_range, report_descriptor + 1, UINT_MAX, 0) != 0) {
        for (int descriptor = report_descriptor + 1; descriptor < (int)sysconf(_SC_OPEN_MAX); descriptor++) {
            close(descriptor);
        }
    }
    fcntl(report_descriptor, F_SETFD, FD_CLOEXEC);
}

static void stand_apart(void)
{
    // Fails if the guardian already leads a process group; then ignoring the terminal's signals, below, must suffice.
    setsid();
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t index = 0; index < sizeof ignored / sizeof ignored[0]; index++) {
        signal(ignored[index], SIG_IGN);
    }
    // If the guardian inherited an ignored SIGCHLD, the kernel itself would reap the command.
    signal(SIGCHLD, SIG_DFL);
}

/// Leaves output and listener to the command: both then close when its last descendant ends.
static void let_go_of_inherited(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) {
        return;
    }
    for (int descriptor = 1; descriptor < report_descriptor; descriptor++) {
        dup2(null, descriptor);
    }
    close(null);
}

static int fail(const char *step, int error)
{
    report("failed %s %d", step, error);
    report("ended");
    return exit_not_started;
}

int main(int count, char **arguments)
{
    const struct options options = parse_options(count, arguments);
    require_descriptors();
    close_all_others();
    stand_apart();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        return fail("subreaper", errno);
    }
    pid_t command;
    struct start_failure failure = {.error = 0};
    if (!start_command(&options, &command, &failure)) {
        return fail(failure.step, failure.error);
    }
    report("started %d", command);
    let_go_of_inherited();
    watch(&options, command);
    report("ended");
    return EX_OK;
}
