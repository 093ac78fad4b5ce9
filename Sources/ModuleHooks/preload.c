#define _GNU_SOURCE
#include "connections.h"
#include "event.h"
#include "library.h"
#include "long_values.h"
#include "statements.h"

#include <sys/prctl.h>

// The functions of SQLite that this library puts in front of the real ones.

// Everything else stays hidden from the module.
#define EXPORTED __attribute__((visibility("default")))
#define CALLED_LIBRARY library_called_from(__builtin_return_address(0))

// py-spy and eu-stack may then look at the process without being root.
__attribute__((constructor)) static void allow_tracers(void)
{
    if (event_is_wanted()) prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
}

// Not before the program itself has configured SQLite, which is possible only until it is initialized.
EXPORTED int sqlite3_initialize(void)
{
    struct library *library = CALLED_LIBRARY;
    if (library->initialize == NULL) return SQLITE_ERROR;
    // SQLite calls it again while it is being initialized.
    static __thread int depth;
    depth++;
    int result = library->initialize();
    depth--;
    if (result == SQLITE_OK && depth == 0) connections_watch(library);
    return result;
}

EXPORTED int sqlite3_open(const char *path, sqlite3 **database)
{
    struct library *library = CALLED_LIBRARY;
    if (library->open == NULL) return SQLITE_ERROR;
    connections_watch(library);
    return library->open(path, database);
}

EXPORTED int sqlite3_open_v2(const char *path, sqlite3 **database, int flags, const char *vfs)
{
    struct library *library = CALLED_LIBRARY;
    if (library->open_v2 == NULL) return SQLITE_ERROR;
    connections_watch(library);
    return library->open_v2(path, database, flags, vfs);
}

// A connection has one trace; a module's own is called as well.
EXPORTED int sqlite3_trace_v2(sqlite3 *database, unsigned events, int (*call)(unsigned, void *, void *, void *), void *context)
{
    struct library *library = CALLED_LIBRARY;
    if (library->trace_v2 == NULL) return SQLITE_ERROR;
    if (connections_share_trace(database, events, call, context)) return SQLITE_OK;
    return library->trace_v2(database, events, call, context);
}

EXPORTED int sqlite3_prepare_v2(sqlite3 *database, const char *sql, int length, sqlite3_stmt **statement, const char **rest)
{
    struct library *library = CALLED_LIBRARY;
    if (library->prepare_v2 == NULL) return SQLITE_ERROR;
    struct preparing preparing = statements_will_prepare(library);
    int result = library->prepare_v2(database, sql, length, statement, rest);
    statements_did_prepare(&preparing, database, sql, length, statement, result);
    return result;
}

EXPORTED int sqlite3_prepare_v3(
    sqlite3 *database, const char *sql, int length, unsigned flags, sqlite3_stmt **statement, const char **rest)
{
    struct library *library = CALLED_LIBRARY;
    if (library->prepare_v3 == NULL) return SQLITE_ERROR;
    struct preparing preparing = statements_will_prepare(library);
    int result = library->prepare_v3(database, sql, length, flags, statement, rest);
    statements_did_prepare(&preparing, database, sql, length, statement, result);
    return result;
}

EXPORTED int sqlite3_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, int count, void (*destroy)(void *))
{
    struct library *library = CALLED_LIBRARY;
    if (library->bind_blob == NULL) return SQLITE_ERROR;
    if (count > 0 && event_is_wanted()) long_values_note(statement, (uint64_t)count);
    return library->bind_blob(statement, index, bytes, count, destroy);
}

EXPORTED int sqlite3_step(sqlite3_stmt *statement)
{
    struct library *library = CALLED_LIBRARY;
    if (library->step == NULL) return SQLITE_ERROR;
    struct step step = statements_will_step(library, statement);
    int result = library->step(statement);
    statements_did_step(&step, result);
    return result;
}
