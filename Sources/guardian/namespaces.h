#pragma once

#include "command.h"
#include "options.h"

#include <stdbool.h>
#include <sys/types.h>

/// Moves the guardian into new namespaces, except for files, and starts the first process of the one for processes:
/// whatever the guardian starts afterwards is in them. If that is not possible, returns false and fills in `failure`.
///
/// The guardian still sees all processes by their usual numbers, because its /proc stays.
bool enter_namespaces(const struct options *options, pid_t *init, struct start_failure *failure);
