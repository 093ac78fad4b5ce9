#pragma once

#include "options.h"

/// Becomes the command's user, and gives up every privilege for good. Returns NULL, or which step failed, with `errno`
/// set.
const char *give_up_privileges(const struct options *options);

/// Lets this process no longer use system calls that no server needs and that escapes are made of. Returns NULL, or
/// which step failed, with `errno` set.
const char *filter_system_calls(const struct options *options);

/// Restricts this process to the paths that `options` names, and its connections to the upstream. Returns NULL, or which
/// step failed, with `errno` set.
const char *enter_landlock(const struct options *options);
