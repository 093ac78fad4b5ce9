#pragma once

#include "options.h"

#include <stdbool.h>

/// Whether the folders that the command may change hold more than it may write; then it reports that.
bool report_if_too_many_files(const struct options *options);
