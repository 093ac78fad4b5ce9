#pragma once

/// What programs expect of a system, and may read; ends with NULL. A system may lack some.
extern const char *const system_paths[];
