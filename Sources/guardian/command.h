#pragma once

#include "cgroups.h"
#include "options.h"

#include <stdbool.h>
#include <sys/types.h>

/// Which step of starting the command failed, and the error number.
struct start_failure {
    char step[24];
    int error;
};

/// Starts the command in these groups, with descriptor 3 or, unless negative, `listener` as its descriptor 3. If it cannot be executed,
/// returns false and fills in `failure`.
bool start_command(const struct options *options, int listener, const struct cgroups *cgroups, pid_t *command,
                   struct start_failure *failure);
