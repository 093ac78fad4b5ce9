#pragma once

#include "library.h"

#include <stdint.h>

// What one thread has done inside SQLite so far.
struct system_calls {
    uint64_t bytes_read;
    // Nanoseconds asleep while another program held the lock.
    uint64_t waited;
    // How often a database file was mapped into memory.
    uint64_t maps;
};

extern __thread struct system_calls system_calls;

// Counts the system calls of this SQLite from now on.
void system_calls_count(struct library *library);
