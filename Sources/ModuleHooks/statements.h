#pragma once

#include "connections.h"
#include "library.h"
#include "system_calls.h"

// Every statement that SQLite runs becomes an event when it ends.

// What the trace of a connection tells. SQLite holds the connection's mutex while it calls these.
void statements_did_begin(struct connection *connection, sqlite3_stmt *statement, const char *text);
void statements_did_return_row(sqlite3_stmt *statement);
void statements_did_finish(struct connection *connection, sqlite3_stmt *statement);

// Before the first of them.
void statements_expect_forks(void);

// What the calls of SQLite's functions tell.

struct preparing {
    struct library *library;
    uint64_t began;
    struct system_calls before;
};

struct preparing statements_will_prepare(struct library *library);
void statements_did_prepare(const struct preparing *preparing, sqlite3 *database, const char *sql, int length,
                            sqlite3_stmt **statement, int result);

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
