#pragma once

#include "options.h"

#include <stdbool.h>

/// Whether the folders that the command may change hold more than it may write, in MiB in `*mib`.
bool has_too_many_files(const struct options *options, long *mib);
