#define _GNU_SOURCE
#include "watch.h"

#include "descendants.h"
#include "file_limit.h"
#include "report.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { tick_ms = 20, kill_pause_ms = 2, ticks_between_slow_looks = 5 };

/// After the command's end, its helpers have this many ticks to end by themselves before they count as left behind.
/// Python's resource tracker, for example, ends when its pipe closes. A tick in which one is ready to run does not count,
/// because on a busy machine it may have got no processor; but there is an end to that, too.
enum { grace_ticks = 5, most_grace_ticks = 250 };

/// A fork bomb keeps us waiting for its memory while its processes double, so in as many ticks the next tick, which counts
/// the processes, comes first. Then it is waited for: who forks all the time must not escape the limit of memory.
enum { most_interrupted_looks = 50 };

struct run {
    const struct options *options;
    struct watched *watched;
    int command_descriptor;
    int timer;
    bool command_ended;
    int ticks;
    int interrupted_looks;
    int ticks_since_end;
    int idle_ticks_since_end;
    struct descendants descendants;
};

static bool report_if_out_of_memory(const struct run *run)
{
    bool killed = ran_out_of_memory(&run->watched->cgroups);
    if (killed) {
        report("limit memory %ld", run->options->memory_mib);
    }
    return killed;
}

static void report_end(struct run *run, int status)
{
    run->command_ended = true;
    report_if_out_of_memory(run);
    if (WIFEXITED(status)) {
        report("exited %d", WEXITSTATUS(status));
    } else {
        report("signaled %d", WTERMSIG(status));
    }
}

/// Reaps all ended children, including adopted ones; false if no child is left at all.
static bool reap(struct run *run)
{
    for (;;) {
        int status = 0;
        pid_t ended = waitpid(-1, &status, WNOHANG);
        if (ended == 0) {
            return true;
        }
        if (ended < 0 && errno == ECHILD) {
            return false;
        }
        if (ended == run->watched->command) {
            report_end(run, status);
        }
    }
}

/// Repeats the walk until it finds no process that was forked during the previous one.
static void freeze(struct descendants *descendants)
{
    size_t before;
    descendants->count = 0;
    do {
        before = descendants->count;
        find_and_stop_descendants(descendants);
    } while (descendants->count > before);
}

/// A walk may miss processes, but all of them are our descendants, so only waitpid shows when the last has ended.
static void end_everything(struct run *run)
{
    const struct timespec pause = {.tv_nsec = kill_pause_ms * 1000000L};
    if (run->watched->init > 0) {
        // With it, the kernel kills all others of the namespace at once, and lets none of them fork.
        kill(run->watched->init, SIGKILL);
    }
    do {
        freeze(&run->descendants);
        kill_descendants(&run->descendants);
        nanosleep(&pause, NULL);
    } while (reap(run));
}

/// The first process of the command's own namespace is the guardian's, not the command's.
static size_t without_init(const struct run *run, size_t processes)
{
    return run->watched->init > 0 && processes > 0 ? processes - 1 : processes;
}

/// What takes too long to look at in every tick.
static bool is_over_slow_limit(struct run *run)
{
    if (run->ticks++ % ticks_between_slow_looks != 0) {
        return false;
    }
    return report_if_too_many_files(run->options) || report_if_out_of_memory(run);
}

static bool is_over_memory(struct run *run)
{
    if (resident_mib(&run->descendants) <= run->options->memory_mib) {
        return false;
    }
    bool waits = run->interrupted_looks >= most_interrupted_looks;
    long memory = proportional_mib(&run->descendants, waits ? -1 : run->timer);
    run->interrupted_looks = memory < 0 ? run->interrupted_looks + 1 : 0;
    if (memory <= run->options->memory_mib) {
        return false;
    }
    report("limit memory %ld", memory);
    return true;
}

static bool is_over_limit(struct run *run)
{
    size_t processes = without_init(run, run->descendants.count);
    if (processes > (size_t)run->options->processes) {
        report("limit processes %zu", processes);
        return true;
    }
    if (is_over_slow_limit(run)) {
        return true;
    }
    return is_over_memory(run);
}

/// False if pitfall has ended or wants everything ended.
static bool obey_control(struct run *run)
{
    char bytes[64];
    ssize_t length = read(STDIN_FILENO, bytes, sizeof bytes);
    if (length < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    for (ssize_t index = 0; index < length; index++) {
        if (bytes[index] == 't') {
            syscall(SYS_pidfd_send_signal, run->command_descriptor, SIGTERM, NULL, 0);
        }
    }
    return length > 0;
}

/// Runs on every tick; false if it is time to end everything.
static bool check_descendants(struct run *run)
{
    find_descendants(&run->descendants);
    if (is_over_limit(run)) {
        return false;
    }
    if (!run->command_ended) {
        return true;
    }
    size_t stayed = without_init(run, count_living(&run->descendants));
    if (run->watched->init > 0 && stayed == 0) {
        return false;
    }
    run->ticks_since_end++;
    run->idle_ticks_since_end += count_runnable(&run->descendants) == 0;
    if (run->idle_ticks_since_end < grace_ticks && run->ticks_since_end < most_grace_ticks) {
        return true;
    }
    if (stayed > 0) {
        report("stayed %zu", stayed);
    }
    return false;
}

/// Waits for the next event and handles it; false if it is time to end everything.
static bool step(struct run *run)
{
    struct pollfd waiting[] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = run->timer, .events = POLLIN},
        // The descriptor of an ended command stays readable; poll ignores a negative one.
        {.fd = run->command_ended ? -1 : run->command_descriptor, .events = POLLIN},
        // An error here means that no one reads the reports: pitfall has ended, even if another process holds the
        // control pipe open.
        {.fd = report_descriptor, .events = 0},
        {.fd = run->watched->sockets.channel, .events = POLLOUT},
    };
    if (poll(waiting, sizeof waiting / sizeof waiting[0], -1) < 0) {
        return errno == EINTR;
    }
    if (waiting[3].revents != 0 || (waiting[0].revents != 0 && !obey_control(run))) {
        return false;
    }
    if (waiting[4].revents != 0) {
        pass_sockets(&run->watched->sockets);
    }
    uint64_t ticks;
    bool ticked = waiting[1].revents != 0 && read(run->timer, &ticks, sizeof ticks) > 0;
    return reap(run) && (!ticked || check_descendants(run));
}

/// Runs ahead of a fork bomb's thousands of processes, if we have the privilege. This costs other programs little: a
/// tick with sixteen processes takes half a millisecond.
static void take_precedence(void)
{
    const struct sched_param lowest = {.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &lowest);
}

static bool open_descriptors(struct run *run)
{
    const struct timespec tick = {.tv_nsec = tick_ms * 1000000L};
    const struct itimerspec every_tick = {.it_interval = tick, .it_value = tick};
    // The command has not been reaped yet, so its process ID cannot have been reused.
    run->command_descriptor = (int)syscall(SYS_pidfd_open, run->watched->command, 0);
    run->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return run->command_descriptor >= 0 && run->timer >= 0
         && timerfd_settime(run->timer, 0, &every_tick, NULL) == 0;
}

void watch(const struct options *options, struct watched *watched)
{
    struct run run = {.options = options, .watched = watched};
    take_precedence();
    if (open_descriptors(&run)) {
        while (step(&run)) {
        }
    } else {
        report("failed watch %d", errno);
    }
    end_everything(&run);
    free(run.descendants.members);
}
