#pragma once

#include "options.h"

#include <stdbool.h>
#include <sys/types.h>

/// Which step of starting the command failed, and the error number.
struct start_failure {
    char step[16];
    int error;
};

/// Starts the command. If it cannot be executed, returns false and fills in `failure`.
bool start_command(const struct options *options, pid_t *command, struct start_failure *failure);
