#pragma once

#include "library.h"

#include <stdbool.h>

// Puts a trace of SQLite's into every connection that the module opens.

// Never freed: SQLite may still call the trace of a connection that has been closed. Its address is given to another.
struct connection {
    struct connection *next;
    sqlite3 *database;
    struct library *library;
    bool is_mapped;
    unsigned module_events;
    int (*module_call)(unsigned, void *, void *, void *);
    void *module_context;
};

// Watches the new connections of this SQLite, from now on.
void connections_watch(struct library *library);

// NULL for a connection that is not watched.
struct connection *connection_of(sqlite3 *database);

// Calls a module's own trace in addition to ours; false when the connection is not watched.
bool connections_share_trace(
    sqlite3 *database, unsigned events, int (*call)(unsigned, void *, void *, void *), void *context);
