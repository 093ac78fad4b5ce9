#pragma once

#include "connections.h"
#include "frames.h"
#include "system_calls.h"

#include <stdbool.h>
#include <stdint.h>

// One execution of a statement.
struct run {
    struct run *next;
    sqlite3_stmt *statement;
    struct connection *connection;
    uint64_t began, ended;
    // In SQLite itself, without what the module does between two rows.
    uint64_t took;
    struct system_calls before, calls;
    // By sqlite3_prepare, just before.
    uint64_t preparing;
    uint64_t rows, scanned, sorts, automatic_indexes;
    int scanned_before, sorts_before, automatic_indexes_before;
    char *expanded;
    bool is_inner, is_finished;
    int frame_count;
    uintptr_t frames[most_frames];
};

// Each writes one event. After the first thousands, statements are not written any more.

// `error` is NULL for a statement that did not fail.
void run_write(struct run *run, const char *error);

// Of a statement that could not be prepared, and so never began.
void run_write_failure(struct library *library, sqlite3 *database, const char *sql, int length, uint64_t began,
                       struct system_calls calls);

// That a process uses this SQLite.
void run_write_library(struct library *library);
