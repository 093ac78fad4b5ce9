#define _GNU_SOURCE
#include "command.h"
#include "descriptors.h"
#include "namespaces.h"
#include "options.h"
#include "report.h"
#include "sockets.h"
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
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

/// The command must not inherit what pitfall happened to leave open.
static void close_all_others(void)
{
    close_from(report_descriptor + 1);
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

static bool start(const struct options *options, struct watched *watched, struct start_failure *failure)
{
    if (has_namespaces(options) && !enter_namespaces(options, &watched->init, failure)) {
        return false;
    }
    if (options->passes_sockets && !make_sockets(options, &watched->sockets, failure)) {
        return false;
    }
    make_cgroups(options, &watched->cgroups);
    return start_command(options, watched->sockets.listener, &watched->cgroups, &watched->command, failure);
}

/// Leaves output and listener to the command: both then close when its last descendant ends.
static void let_go_of_inherited(struct sockets *sockets)
{
    if (sockets->listener >= 0) {
        close(sockets->listener);
        sockets->listener = -1;
    }
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
    struct watched watched = {.sockets = {.channel = -1, .listener = -1}};
    struct start_failure failure = {.error = 0};
    if (!start(&options, &watched, &failure)) {
        remove_cgroups(&watched.cgroups);
        return fail(failure.step, failure.error);
    }
    report("started %d", watched.command);
    let_go_of_inherited(&watched.sockets);
    watch(&options, &watched);
    remove_cgroups(&watched.cgroups);
    report("ended");
    return EX_OK;
}
