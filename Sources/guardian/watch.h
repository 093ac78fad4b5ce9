#pragma once

#include "options.h"

#include <sys/types.h>

/// Follows the command until nothing of it is left, and reports what happened on the way.
void watch(const struct options *options, pid_t command);
