#pragma once

#include "options.h"

#include <stdbool.h>
#include <sys/types.h>

/// The step of starting the command that failed, and why.
struct start_failure {
  char step[16];
  int error;
};

/// Starts the command; false, with the failure filled in, when it could not be executed.
bool start_command(const struct options *options, pid_t *command, struct start_failure *failure);
