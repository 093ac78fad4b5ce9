#pragma once

#include <stdint.h>

enum { most_frames = 64 };

// Where the executable's own code is on this thread's stack, innermost first, as addresses in its file. None in a
// process that is not written in Swift: an interpreter's frames say nothing.
int frames_of_executable(uintptr_t frames[most_frames]);
