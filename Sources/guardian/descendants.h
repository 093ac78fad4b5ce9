#pragma once

#include <stddef.h>
#include <sys/types.h>

struct process {
  pid_t pid;
  pid_t parent;
};

/// The descendants found by one walk. Keep one and reuse it: its room grows as needed.
struct descendants {
  struct process *members;
  size_t count;
  size_t room;
};

/// Walks the tree below the guardian, as it is at this moment; processes may come and go meanwhile.
void find_descendants(struct descendants *found);

/// The same, and stops each before it looks for its children, so that it forks no more behind our back.
void find_and_stop_descendants(struct descendants *found);

/// How many of them are more than zombies.
size_t count_living(const struct descendants *found);

/// Sum of their resident memory in MiB. Pages that processes share count once for each, so it is an upper bound.
long resident_mib(const struct descendants *found);

/// Sum of their proportional memory in MiB: shared pages count once in all. Exact, and too slow for every tick.
long proportional_mib(const struct descendants *found);

/// Sends SIGKILL to each that is still a descendant.
void kill_descendants(const struct descendants *found);
