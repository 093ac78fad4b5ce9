#pragma once

#include "library.h"
#include "system_calls.h"

// Every statement that SQLite runs becomes an event when it ends.

// Watches the new connections of this SQLite, from now on.
void statements_watch(struct library *library);

// Calls a module's own trace in addition to ours; false when the connection is not watched.
bool statements_share_trace(
    sqlite3 *database, unsigned events, int (*call)(unsigned, void *, void *, void *), void *context);

struct preparing {
    struct library *library;
    uint64_t began;
    struct system_calls before;
};

struct preparing statements_will_prepare(struct library *library);
void statements_did_prepare(const struct preparing *preparing, sqlite3 *database, const char *sql, int length,
                            sqlite3_stmt **statement, int result);

// Statements with long values are not shown with their values.
void statements_will_bind(sqlite3_stmt *statement, uint64_t count);

struct step {
    struct library *library;
    sqlite3_stmt *statement;
    // The statement that this one runs inside of, by way of a function in SQL.
    sqlite3_stmt *outer;
    uint64_t began;
    struct system_calls before;
};

struct step statements_will_step(struct library *library, sqlite3_stmt *statement);
void statements_did_step(const struct step *step, int result);
