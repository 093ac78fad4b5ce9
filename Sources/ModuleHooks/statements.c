#define _GNU_SOURCE
#include "statements.h"
#include "event.h"
#include "run.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { bucket_count = 256, longest_expansion = 16384, most_with_long_values = 64 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct connection *connections;
static struct run *buckets[bucket_count];
static struct library *first_library;
// Those that got a long value most recently. SQLite writes such a value byte by byte, even if there is no room for it.
static sqlite3_stmt *with_long_values[most_with_long_values];
static unsigned next_with_long_values;

static __thread struct library *opening;
static __thread sqlite3_stmt *stepping;
static __thread struct {
    sqlite3_stmt *statement;
    uint64_t took;
    struct system_calls calls;
} prepared;

static void lock(void) { pthread_mutex_lock(&mutex); }
static void unlock(void) { pthread_mutex_unlock(&mutex); }

// Statements of the parent do not end in the child.
static void forget_in_child(void)
{
    memset(buckets, 0, sizeof buckets);
    unlock();
}

static struct system_calls since(struct system_calls before)
{
    return (struct system_calls){
        system_calls.bytes_read - before.bytes_read, system_calls.waited - before.waited,
        system_calls.maps - before.maps};
}

static void include(struct system_calls *sum, struct system_calls calls)
{
    sum->bytes_read += calls.bytes_read;
    sum->waited += calls.waited;
    sum->maps += calls.maps;
}

static struct run **place_of(sqlite3_stmt *statement)
{
    struct run **place = &buckets[((uintptr_t)statement >> 4) % bucket_count];
    while (*place != NULL && (*place)->statement != statement) place = &(*place)->next;
    return place;
}

static int status(struct library *library, sqlite3_stmt *statement, int counter)
{
    return library->stmt_status == NULL ? 0 : library->stmt_status(statement, counter, 0);
}

static uint64_t grown(int now, int before) { return now > before ? (uint64_t)(now - before) : 0; }

static void discard(struct run *run)
{
    free(run->expanded);
    free(run);
}

// SQLite holds the connection's mutex while it calls these.

static void begin(struct connection *connection, sqlite3_stmt *statement, const char *text)
{
    struct library *library = connection->library;
    lock();
    struct run *known = *place_of(statement);
    // A trigger begins inside the statement, and SQLite begins anew when the schema has changed.
    if (known != NULL) {
        known->is_finished = false;
        unlock();
        return;
    }
    unlock();
    struct run *run = calloc(1, sizeof *run);
    if (run == NULL) return;
    run->statement = statement;
    run->connection = connection;
    run->began = event_now();
    run->before = system_calls;
    run->is_inner = text != library->sql(statement);
    run->scanned_before = status(library, statement, SQLITE_STMTSTATUS_FULLSCAN_STEP);
    run->sorts_before = status(library, statement, SQLITE_STMTSTATUS_SORT);
    run->automatic_indexes_before = status(library, statement, SQLITE_STMTSTATUS_AUTOINDEX);
    run->frame_count = frames_of_executable(run->frames);
    if (prepared.statement == statement) {
        run->preparing = prepared.took;
        include(&run->calls, prepared.calls);
        prepared.statement = NULL;
    }
    lock();
    struct run **place = place_of(statement);
    run->next = *place;
    *place = run;
    unlock();
}

static bool has_long_values(sqlite3_stmt *statement)
{
    bool has = false;
    lock();
    for (int i = 0; i < most_with_long_values; i++) has = has || with_long_values[i] == statement;
    unlock();
    return has;
}

void statements_will_bind(sqlite3_stmt *statement, uint64_t count)
{
    if (count <= longest_expansion || !event_is_wanted() || has_long_values(statement)) return;
    lock();
    with_long_values[next_with_long_values++ % most_with_long_values] = statement;
    unlock();
}

static char *expanded(struct library *library, sqlite3 *database, sqlite3_stmt *statement)
{
    if (library->expanded_sql == NULL || library->limit == NULL || library->free == NULL) return NULL;
    if (has_long_values(statement)) return NULL;
    // A value may have a gigabyte. Above the limit, SQLite makes no text at all.
    int limit = library->limit(database, SQLITE_LIMIT_LENGTH, longest_expansion);
    char *text = library->expanded_sql(statement);
    library->limit(database, SQLITE_LIMIT_LENGTH, limit);
    if (text == NULL) return NULL;
    char *copy = strndup(text, event_expanded_limit + 1);
    library->free(text);
    return copy;
}

static void finish(struct connection *connection, sqlite3_stmt *statement)
{
    struct library *library = connection->library;
    char *text = expanded(library, connection->database, statement);
    int scanned = status(library, statement, SQLITE_STMTSTATUS_FULLSCAN_STEP);
    int sorts = status(library, statement, SQLITE_STMTSTATUS_SORT);
    int automatic_indexes = status(library, statement, SQLITE_STMTSTATUS_AUTOINDEX);
    lock();
    struct run **place = place_of(statement), *run = *place;
    if (run == NULL) {
        unlock();
        free(text);
        return;
    }
    free(run->expanded);
    run->expanded = text;
    run->ended = event_now();
    run->is_finished = true;
    run->scanned = grown(scanned, run->scanned_before);
    run->sorts = grown(sorts, run->sorts_before);
    run->automatic_indexes = grown(automatic_indexes, run->automatic_indexes_before);
    // Its last step is about to return, and to say whether it failed.
    bool is_stepping = stepping == statement;
    if (!is_stepping) *place = run->next;
    unlock();
    if (is_stepping) return;
    // Steps that were called past this library are not measured one by one.
    if (run->took == 0) {
        run->took = run->ended - run->began;
        include(&run->calls, since(run->before));
    }
    run_write(run, NULL);
    discard(run);
}

static void count_row(sqlite3_stmt *statement)
{
    lock();
    struct run *run = *place_of(statement);
    if (run != NULL) run->rows++;
    unlock();
}

static int trace(unsigned kind, void *context, void *subject, void *detail)
{
    struct connection *connection = context;
    if (kind == SQLITE_TRACE_STMT) begin(connection, subject, detail);
    if (kind == SQLITE_TRACE_ROW) count_row(subject);
    if (kind == SQLITE_TRACE_PROFILE) finish(connection, subject);
    if ((connection->module_events & kind) != 0 && connection->module_call != NULL)
        connection->module_call(kind, connection->module_context, subject, detail);
    return 0;
}

static const unsigned our_events = SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE | SQLITE_TRACE_ROW;

static struct connection *connection_of(sqlite3 *database)
{
    struct connection *connection = connections;
    while (connection != NULL && connection->database != database) connection = connection->next;
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
    struct connection *connection = connection_of(database);
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

void statements_watch(struct library *library)
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
            pthread_atfork(lock, unlock, forget_in_child);
        }
        library->auto_extension((void (*)(void))attach);
        run_write_library(library);
        __atomic_store_n(&library->is_watched, true, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&watching);
    is_inside = false;
}

bool statements_share_trace(
    sqlite3 *database, unsigned events, int (*call)(unsigned, void *, void *, void *), void *context)
{
    lock();
    struct connection *connection = connection_of(database);
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

struct preparing statements_will_prepare(struct library *library)
{
    return (struct preparing){library, event_is_wanted() ? event_now() : 0, system_calls};
}

void statements_did_prepare(const struct preparing *preparing, sqlite3 *database, const char *sql, int length,
                            sqlite3_stmt **statement, int result)
{
    if (preparing->began == 0 || database == NULL) return;
    lock();
    struct connection *connection = connection_of(database);
    struct system_calls calls = since(preparing->before);
    if (connection != NULL && calls.maps > 0) connection->is_mapped = true;
    unlock();
    if (connection == NULL) return;
    if (result != SQLITE_OK) {
        run_write_failure(preparing->library, database, sql, length, preparing->began, calls);
    } else if (statement != NULL && *statement != NULL) {
        // Its address may have been another one's.
        lock();
        for (int i = 0; i < most_with_long_values; i++)
            if (with_long_values[i] == *statement) with_long_values[i] = NULL;
        unlock();
        prepared.statement = *statement;
        prepared.took = event_now() - preparing->began;
        prepared.calls = calls;
    }
}

struct step statements_will_step(struct library *library, sqlite3_stmt *statement)
{
    struct step step = {library, statement, stepping, 0, system_calls};
    if (!event_is_wanted()) return step;
    stepping = statement;
    step.began = event_now();
    return step;
}

void statements_did_step(const struct step *step, int result)
{
    if (step->began == 0) return;
    stepping = step->outer;
    if (step->statement == NULL) return;
    struct system_calls calls = since(step->before);
    lock();
    struct run **place = place_of(step->statement), *run = *place;
    if (run != NULL) {
        run->took += event_now() - step->began;
        include(&run->calls, calls);
        if (calls.maps > 0) run->connection->is_mapped = true;
        if (run->is_finished) *place = run->next;
        else run = NULL;
    }
    unlock();
    if (run == NULL) return;
    bool has_failed = result != SQLITE_DONE && result != SQLITE_ROW;
    const char *error = has_failed && step->library->errmsg != NULL ? step->library->errmsg(run->connection->database) : NULL;
    run_write(run, error);
    discard(run);
}

// Those of which the module never read the last row.
__attribute__((destructor)) static void write_unfinished(void)
{
    if (!event_is_wanted() || pthread_mutex_trylock(&mutex) != 0) return;
    for (int i = 0; i < bucket_count; i++)
        for (struct run *run = buckets[i]; run != NULL; run = run->next)
            if (!run->is_finished) {
                run->ended = event_now();
                run_write(run, NULL);
            }
    unlock();
}
