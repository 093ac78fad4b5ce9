#pragma once

#include "options.h"

/// Gives this process a file system of its own, in which a command has what `options` lets it read and change. Returns
/// NULL, or which step failed, with `errno` set.
///
/// With the tier `namespaces`, only /proc is another: it shows the processes of the command's own namespace.
const char *enter_own_files(const struct options *options);
