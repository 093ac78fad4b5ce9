#pragma once

#include <stddef.h>
#include <sys/types.h>

struct process {
    pid_t pid;
    pid_t parent;
};

/// The descendants found by one walk. Reuse it for later walks: `members` grows as needed.
struct descendants {
    struct process *members;
    size_t count;
    size_t room;
};

/// Finds all processes below the guardian; processes may start and end during the walk.
void find_descendants(struct descendants *found);

/// Finds all processes below the guardian, and stops each one before listing its children, so that it forks no more.
void find_and_stop_descendants(struct descendants *found);

/// The number of descendants that are not zombies.
size_t count_living(const struct descendants *found);

/// The number of descendants that work, or would if they got a processor.
size_t count_runnable(const struct descendants *found);

/// The sum of the descendants' resident memory in MiB. Shared pages count once per process, so it is an upper bound.
long resident_mib(const struct descendants *found);

/// The sum of the descendants' proportional memory in MiB. Shared pages count only once; too slow for every tick, because
/// the kernel lets us wait for each process that is forking. -1 if the descriptor `interrupter` became readable
/// meanwhile; pass -1 to wait for the sum.
long proportional_mib(const struct descendants *found, int interrupter);

/// Sends SIGKILL to each process that is still a descendant.
void kill_descendants(const struct descendants *found);
