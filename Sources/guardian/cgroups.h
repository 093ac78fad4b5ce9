#pragma once

#include "options.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/// The control groups of one command: the kernel itself keeps their limits, which no burst can evade.
struct cgroups {
    /// One for each controller of version 1, or one for all of version 2; none without root's rights.
    char folders[2][PATH_MAX];
    size_t count;
};

/// Makes what this machine allows. Missing groups are no failure, because `watch` keeps the same limits.
void make_cgroups(const struct options *options, struct cgroups *cgroups);

/// Puts this process and all that it starts into the groups that are there.
void join_cgroups(const struct cgroups *cgroups);

/// Whether the kernel has killed a process of the groups because they had no more memory.
bool ran_out_of_memory(const struct cgroups *cgroups);

/// Removes the groups; all their processes must have ended.
void remove_cgroups(const struct cgroups *cgroups);
