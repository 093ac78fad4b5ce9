#define _GNU_SOURCE
#include "command.h"

#include "files.h"
#include "privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { open_files = 512, file_size_mib = 64, spare_tasks = 1024, own_spare_tasks = 512, exit_not_executed = 127 };

/// The pipe on which the child, between fork and exec, reports a failure to the guardian. A successful exec closes it.
static int failure_pipe = -1;

__attribute__((noreturn)) static void give_up(const char *step)
{
    struct start_failure failure = {.error = errno};
    snprintf(failure.step, sizeof failure.step, "%s", step);
    ssize_t written = write(failure_pipe, &failure, sizeof failure);
    (void)written;
    _exit(exit_not_executed);
}

/// Stays below the hard limit that the guardian inherited, because raising that needs privileges.
static void limit(int resource, rlim_t value)
{
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) {
        give_up("limits");
    }
    if (value > current.rlim_max) {
        value = current.rlim_max;
    }
    struct rlimit wanted = {.rlim_cur = value, .rlim_max = value};
    if (setrlimit(resource, &wanted) != 0) {
        give_up("limits");
    }
}

/// The kernel's own limit, for a fork bomb that outruns `watch`. It counts all tasks of the user, so a user of its own
/// needs only room for threads. Otherwise it is set above the number of all tasks on the machine; and it does not apply
/// to root.
static void limit_tasks(const struct options *options)
{
    if (options->user > 0) {
        return limit(RLIMIT_NPROC, (rlim_t)(options->processes + own_spare_tasks));
    }
    long tasks = 0;
    FILE *load = fopen("/proc/loadavg", "re");
    if (load == NULL || fscanf(load, "%*s %*s %*s %*d/%ld", &tasks) != 1) {
        give_up("limits");
    }
    fclose(load);
    limit(RLIMIT_NPROC, (rlim_t)(tasks + options->processes + spare_tasks));
}

/// Pins to some of the allowed processors, counted in a circle from `first`.
static void pin_to_cpus(int first, int wanted)
{
    cpu_set_t allowed, chosen;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        give_up("affinity");
    }
    CPU_ZERO(&chosen);
    int count = CPU_COUNT(&allowed);
    int place = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &allowed)) {
            continue;
        }
        if (((place - first) % count + count) % count < wanted) {
            CPU_SET(cpu, &chosen);
        }
        place++;
    }
    if (sched_setaffinity(0, sizeof chosen, &chosen) != 0) {
        give_up("affinity");
    }
}

static void reset_signals(void)
{
    // The raw system call, because posix_spawn leaves signals 32 and 33 ignored, and the C library refuses to change
    // them. An all-zero structure means the default: handler, flags, restorer, mask. SIGKILL and SIGSTOP need no reset.
    static const unsigned long by_default[4];
    for (int number = 1; number < NSIG; number++) {
        syscall(SYS_rt_sigaction, number, by_default, NULL, NSIG / 8);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/// The signal is sent when the thread that forked ends. The guardian has only one thread, so that means: when it ends.
/// `guardian` is 0 if the guardian is outside of this process's namespace.
static void die_with(pid_t guardian)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        give_up("parent");
    }
    if (getppid() != guardian) {
        _exit(exit_not_executed);
    }
}

static void silence_input(void)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0) {
        give_up("input");
    }
}

static void require(const char *failed_step)
{
    if (failed_step != NULL) {
        give_up(failed_step);
    }
}

/// Asks for the signal at the guardian's end once more, because changing the user clears that.
static void isolate(const struct options *options, pid_t guardian)
{
    if (has_namespaces(options)) {
        require(enter_own_files(options));
    }
    if (options->isolation == isolation_landlock) {
        require(enter_landlock(options));
    }
    // With namespaces, too: root could turn its own network off, and fail as if pitfall were at fault.
    if (options->isolation != isolation_rlimits) {
        require(give_up_privileges(options));
        die_with(guardian);
    }
}

static void change_directory(const struct options *options)
{
    if (options->directory != NULL && chdir(options->directory) != 0) {
        give_up("directory");
    }
}

__attribute__((noreturn)) static void become(const struct options *options, int listener,
                                               const struct cgroups *cgroups, pid_t guardian)
{
    die_with(guardian);
    // A session of its own, not just a group: every process in its groups then descends from the command, so a whole
    // group can be killed with one call. The kernel also groups processes for scheduling by session: a fork bomb then
    // competes with the guardian as one group, not as thousands of processes.
    if (setsid() < 0) {
        give_up("session");
    }
    // Our signals could not reach a set-user-ID program.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        give_up("privileges");
    }
    silence_input();
    if (listener >= 0 && dup2(listener, 3) < 0) {
        give_up("listener");
    }
    pin_to_cpus(options->first_cpu, options->cpus);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, open_files);
    limit(RLIMIT_FSIZE, (rlim_t)file_size_mib << 20);
    limit_tasks(options);
    join_cgroups(cgroups);
    isolate(options, guardian);
    change_directory(options);
    reset_signals();
    if (options->isolation != isolation_rlimits) {
        require(filter_system_calls(options));
    }
    execvp(options->command[0], options->command);
    give_up("exec");
}

/// True if the child reported a failure. The pipe just ends if exec succeeded, or if the child was killed before it.
static bool read_failure(int pipe, struct start_failure *failure)
{
    ssize_t length;
    do {
        length = read(pipe, failure, sizeof *failure);
    } while (length < 0 && errno == EINTR);
    return length == sizeof *failure;
}

static bool failed_here(struct start_failure *failure, const char *step)
{
    failure->error = errno;
    snprintf(failure->step, sizeof failure->step, "%s", step);
    return false;
}

bool start_command(const struct options *options, int listener, const struct cgroups *cgroups, pid_t *command,
                   struct start_failure *failure)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return failed_here(failure, "pipe");
    }
    pid_t guardian = has_namespaces(options) ? 0 : getpid();
    *command = fork();
    if (*command == 0) {
        failure_pipe = ends[1];
        become(options, listener, cgroups, guardian);
    }
    close(ends[1]);
    if (*command < 0) {
        close(ends[0]);
        return failed_here(failure, "fork");
    }
    bool failed = read_failure(ends[0], failure);
    close(ends[0]);
    if (failed) {
        while (waitpid(*command, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    return !failed;
}
