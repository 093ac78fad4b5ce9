#pragma once

#include <sqlite3.h>
#include <stdbool.h>

// The functions of one SQLite. A process may have several: the system's, and others that packages bring along.

#define LIBRARY_FUNCTIONS(X) \
    X(open) X(open_v2) X(initialize) X(prepare_v2) X(prepare_v3) X(step) X(trace_v2) X(bind_blob) \
    X(auto_extension) X(db_filename) X(errmsg) X(expanded_sql) X(free) X(limit) \
    X(libversion) X(sql) X(stmt_status) X(vfs_find)

struct library {
#define X(name) __typeof__(sqlite3_##name) *name;
    LIBRARY_FUNCTIONS(X)
#undef X
    // Whether new connections of it are watched.
    bool is_watched;
    // Whether its system calls are counted.
    bool is_counted;
};

// The SQLite that the code at this return address calls. Its functions may be NULL.
struct library *library_called_from(const void *address);
