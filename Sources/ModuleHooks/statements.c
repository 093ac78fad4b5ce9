#define _GNU_SOURCE
#include "statements.h"
#include "event.h"
#include "long_values.h"
#include "run.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { bucket_count = 256 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct run *buckets[bucket_count];

// Of this thread: the statement that is stepping, and the one that was prepared last.
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

void statements_expect_forks(void) { pthread_atfork(lock, unlock, forget_in_child); }

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

static struct run **slot_of(sqlite3_stmt *statement)
{
    struct run **slot = &buckets[((uintptr_t)statement >> 4) % bucket_count];
    while (*slot != NULL && (*slot)->statement != statement) slot = &(*slot)->next;
    return slot;
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

void statements_did_begin(struct connection *connection, sqlite3_stmt *statement, const char *text)
{
    struct library *library = connection->library;
    lock();
    struct run *known = *slot_of(statement);
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
    struct run **slot = slot_of(statement);
    run->next = *slot;
    *slot = run;
    unlock();
}

static char *expanded(struct library *library, sqlite3 *database, sqlite3_stmt *statement)
{
    if (library->expanded_sql == NULL || library->limit == NULL || library->free == NULL) return NULL;
    if (long_values_has(statement)) return NULL;
    // A value may have a gigabyte. Above the limit, SQLite makes no text at all.
    int limit = library->limit(database, SQLITE_LIMIT_LENGTH, long_value_count);
    char *text = library->expanded_sql(statement);
    library->limit(database, SQLITE_LIMIT_LENGTH, limit);
    if (text == NULL) return NULL;
    char *copy = strndup(text, event_expanded_limit + 1);
    library->free(text);
    return copy;
}

void statements_did_finish(struct connection *connection, sqlite3_stmt *statement)
{
    struct library *library = connection->library;
    char *text = expanded(library, connection->database, statement);
    int scanned = status(library, statement, SQLITE_STMTSTATUS_FULLSCAN_STEP);
    int sorts = status(library, statement, SQLITE_STMTSTATUS_SORT);
    int automatic_indexes = status(library, statement, SQLITE_STMTSTATUS_AUTOINDEX);
    lock();
    struct run **slot = slot_of(statement), *run = *slot;
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
    if (!is_stepping) *slot = run->next;
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

void statements_did_return_row(sqlite3_stmt *statement)
{
    lock();
    struct run *run = *slot_of(statement);
    if (run != NULL) run->rows++;
    unlock();
}

struct preparing statements_will_prepare(struct library *library)
{
    return (struct preparing){library, event_is_wanted() ? event_now() : 0, system_calls};
}

void statements_did_prepare(const struct preparing *preparing, sqlite3 *database, const char *sql, int length,
                            sqlite3_stmt **statement, int result)
{
    if (preparing->began == 0 || database == NULL) return;
    struct connection *connection = connection_of(database);
    if (connection == NULL) return;
    struct system_calls calls = since(preparing->before);
    if (calls.maps > 0) connection->is_mapped = true;
    if (result != SQLITE_OK) {
        run_write_failure(preparing->library, database, sql, length, preparing->began, calls);
    } else if (statement != NULL && *statement != NULL) {
        // Its address may have been another one's.
        long_values_forget(*statement);
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
    struct run **slot = slot_of(step->statement), *run = *slot;
    if (run != NULL) {
        run->took += event_now() - step->began;
        include(&run->calls, calls);
        if (calls.maps > 0) run->connection->is_mapped = true;
        if (run->is_finished) *slot = run->next;
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
