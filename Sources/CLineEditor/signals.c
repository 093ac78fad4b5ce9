#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { SIGNALS = 65 };

static int pipe_ends[2] = {-1, -1};
static struct sigaction before[SIGNALS];
static char is_watched[SIGNALS];

static void write_number(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    // The pipe never blocks. If it is full, the reader will wake up anyway, so a failure can be ignored.
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written;
    errno = saved;
}

int line_editor_watch(const int *signals, size_t count)
{
    // Created once and never closed: a handler on another thread must not write to a reused descriptor.
    if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return -1;
    }
    // A thread created by one of Dispatch's threads inherits a mask that blocks signals: it would neither stop with its
    // job nor receive the watched signals.
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTSTP);
    sigaddset(&wanted, SIGTTIN);
    sigaddset(&wanted, SIGTTOU);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = write_number;
    action.sa_flags = SA_RESTART;
    for (size_t i = 0; i < count; i++) {
        int number = signals[i];
        if (number <= 0 || number >= SIGNALS || is_watched[number]) {
            continue;
        }
        sigaction(number, NULL, &before[number]);
        if (before[number].sa_handler == SIG_IGN) {
            continue;
        }
        is_watched[number] = 1;
        sigaction(number, &action, NULL);
        sigaddset(&wanted, number);
    }
    pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
    return pipe_ends[0];
}

void line_editor_unwatch(void)
{
    for (int number = 1; number < SIGNALS; number++) {
        if (is_watched[number]) {
            is_watched[number] = 0;
            sigaction(number, &before[number], NULL);
        }
    }
}

void line_editor_stop_job(void)
{
    struct sigaction old, action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_IGN;
    sigaction(SIGTSTP, &action, &old);
    // First stop the others in the group, such as the `make` that started us; then stop ourselves, synchronously.
    kill(0, SIGTSTP);
    action.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &action, NULL);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &old, NULL);
}
