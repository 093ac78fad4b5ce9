#pragma once

#include "options.h"

#include <sys/types.h>

/// Watches the command, reports what happens, and returns when no process of it is left.
void watch(const struct options *options, pid_t command);
