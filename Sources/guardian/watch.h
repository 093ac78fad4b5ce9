#pragma once

#include "cgroups.h"
#include "options.h"
#include "sockets.h"

#include <sys/types.h>

/// What the guardian has started.
struct watched {
    pid_t command;
    /// The first process of the command's own namespace; 0 if it has none.
    pid_t init;
    struct sockets sockets;
    struct cgroups cgroups;
};

/// Watches the command, passes sockets to pitfall, reports what happens, and returns when no process is left.
void watch(const struct options *options, struct watched *watched);
