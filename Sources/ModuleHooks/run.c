#define _GNU_SOURCE
#include "run.h"
#include "event.h"

#include <stdlib.h>
#include <string.h>

enum { most_events = 10000 };

static int event_count;

// Whether one more event may be written: a module can run more statements than anyone reads.
static bool may_write(void)
{
    int number = __atomic_add_fetch(&event_count, 1, __ATOMIC_RELAXED);
    if (number == most_events + 1) {
        struct event *event = malloc(sizeof *event);
        if (event == NULL) return false;
        event_begin(event, "sql_capped", event_now());
        event_number(event, "most", most_events);
        event_write(event);
        free(event);
    }
    return number <= most_events;
}

static void add_database(struct event *event, struct library *library, sqlite3 *database)
{
    const char *path = library->db_filename == NULL ? NULL : library->db_filename(database, "main");
    event_text(event, "database", path == NULL || path[0] == '\0' ? ":memory:" : path, 4096);
}

void run_write(struct run *run, const char *error)
{
    struct library *library = run->connection->library;
    struct event *event = may_write() ? malloc(sizeof *event) : NULL;
    if (event == NULL) return;
    event_begin(event, "sql", run->began);
    event_number(event, "ended", run->ended);
    event_number(event, "took", run->took);
    event_number(event, "preparing", run->preparing);
    event_number(event, "waited", run->calls.waited);
    event_number(event, "rows", run->rows);
    if (library->is_counted) event_number(event, "bytes", run->calls.bytes_read);
    event_number(event, "scanned", run->scanned);
    event_number(event, "sorts", run->sorts);
    event_number(event, "automatic_indexes", run->automatic_indexes);
    if (run->connection->is_mapped) event_flag(event, "mapped", true);
    if (run->is_inner) event_flag(event, "inner", true);
    if (!run->is_finished) event_flag(event, "unfinished", true);
    add_database(event, library, run->connection->database);
    const char *sql = library->sql(run->statement);
    if (sql == NULL) sql = "";
    event_text(event, "sql", sql, event_text_limit);
    if (strnlen(sql, event_text_limit + 1) > event_text_limit) event_flag(event, "cut", true);
    if (run->expanded != NULL && strcmp(run->expanded, sql) != 0)
        event_text(event, "expanded", run->expanded, event_expanded_limit);
    if (error != NULL) event_text(event, "error", error, 500);
    if (run->frame_count > 0) event_numbers(event, "frames", run->frames, run->frame_count);
    event_write(event);
    free(event);
}

void run_write_failure(struct library *library, sqlite3 *database, const char *sql, int length, uint64_t began,
                       struct system_calls calls)
{
    struct event *event = library->errmsg != NULL && may_write() ? malloc(sizeof *event) : NULL;
    if (event == NULL) return;
    size_t most = event_text_limit + 1;
    if (length >= 0 && (size_t)length < most) most = (size_t)length;
    char *copy = sql == NULL ? NULL : strndup(sql, most);
    uint64_t ended = event_now();
    event_begin(event, "sql", began);
    event_number(event, "ended", ended);
    event_number(event, "took", 0);
    event_number(event, "preparing", ended - began);
    event_number(event, "waited", calls.waited);
    event_number(event, "rows", 0);
    if (library->is_counted) event_number(event, "bytes", calls.bytes_read);
    add_database(event, library, database);
    event_text(event, "sql", copy == NULL ? "" : copy, event_text_limit);
    event_text(event, "error", library->errmsg(database), 500);
    uintptr_t frames[most_frames];
    int count = frames_of_executable(frames);
    if (count > 0) event_numbers(event, "frames", frames, count);
    event_write(event);
    free(copy);
    free(event);
}

void run_write_library(struct library *library)
{
    struct event *event = malloc(sizeof *event);
    if (event == NULL) return;
    event_begin(event, "sqlite", event_now());
    if (library->libversion != NULL) event_text(event, "version", library->libversion(), 100);
    event_write(event);
    free(event);
}
