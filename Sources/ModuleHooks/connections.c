#define _GNU_SOURCE
#include "connections.h"
#include "event.h"
#include "run.h"
#include "statements.h"
#include "system_calls.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct connection *connections;
static struct library *first_library;
// The SQLite that this thread uses at the moment, whose new connections `attach` is given.
static __thread struct library *opening;

static void lock(void) { pthread_mutex_lock(&mutex); }
static void unlock(void) { pthread_mutex_unlock(&mutex); }

static int trace(unsigned kind, void *context, void *subject, void *detail)
{
    struct connection *connection = context;
    if (kind == SQLITE_TRACE_STMT) statements_did_begin(connection, subject, detail);
    if (kind == SQLITE_TRACE_ROW) statements_did_return_row(subject);
    if (kind == SQLITE_TRACE_PROFILE) statements_did_finish(connection, subject);
    if ((connection->module_events & kind) != 0 && connection->module_call != NULL)
        connection->module_call(kind, connection->module_context, subject, detail);
    return 0;
}

static const unsigned our_events = SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE | SQLITE_TRACE_ROW;

// The lock is held.
static struct connection *find(sqlite3 *database)
{
    struct connection *connection = connections;
    while (connection != NULL && connection->database != database) connection = connection->next;
    return connection;
}

struct connection *connection_of(sqlite3 *database)
{
    lock();
    struct connection *connection = find(database);
    unlock();
    return connection;
}

// SQLite calls it for each new connection.
static int attach(sqlite3 *database, char **message, const void *functions)
{
    (void)message;
    (void)functions;
    struct library *library = opening != NULL ? opening : first_library;
    if (library == NULL || library->trace_v2 == NULL || library->sql == NULL) return SQLITE_OK;
    lock();
    struct connection *connection = find(database);
    if (connection == NULL && (connection = calloc(1, sizeof *connection)) != NULL) {
        connection->next = connections;
        connection->database = database;
        connections = connection;
    }
    if (connection != NULL) {
        connection->library = library;
        connection->is_mapped = false;
        connection->module_events = 0;
        connection->module_call = NULL;
    }
    unlock();
    if (connection != NULL) library->trace_v2(database, our_events, trace, connection);
    return SQLITE_OK;
}

void connections_watch(struct library *library)
{
    opening = library;
    if (!event_is_wanted() || __atomic_load_n(&library->is_watched, __ATOMIC_ACQUIRE)) return;
    static pthread_mutex_t watching = PTHREAD_MUTEX_INITIALIZER;
    // SQLite's own functions call sqlite3_initialize, which ends up here.
    static __thread bool is_inside;
    if (is_inside) return;
    is_inside = true;
    pthread_mutex_lock(&watching);
    if (!library->is_watched && library->auto_extension != NULL && library->initialize != NULL
        && library->initialize() == SQLITE_OK) {
        if (first_library == NULL) {
            first_library = library;
            system_calls_count(library);
            pthread_atfork(lock, unlock, unlock);
            statements_expect_forks();
        }
        library->auto_extension((void (*)(void))attach);
        run_write_library(library);
        __atomic_store_n(&library->is_watched, true, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&watching);
    is_inside = false;
}

bool connections_share_trace(
    sqlite3 *database, unsigned events, int (*call)(unsigned, void *, void *, void *), void *context)
{
    lock();
    struct connection *connection = find(database);
    if (connection != NULL) {
        connection->module_events = 0;
        connection->module_call = call;
        connection->module_context = context;
        connection->module_events = call == NULL ? 0 : events;
    }
    unlock();
    if (connection == NULL) return false;
    connection->library->trace_v2(database, our_events | connection->module_events, trace, connection);
    return true;
}
