#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A line of JSON that is written to the file of events with one system call.

// What of a statement is kept.
enum { event_text_limit = 16000, event_expanded_limit = 2000 };

struct event {
    char bytes[65536];
    size_t count;
    bool overflows;
};

// Whether PITFALL_TRACE names a file.
bool event_is_wanted(void);

uint64_t event_now(void);

void event_begin(struct event *event, const char *name, uint64_t at);
void event_number(struct event *event, const char *name, uint64_t number);
void event_flag(struct event *event, const char *name, bool flag);
// Bytes that are not UTF-8 become U+FFFD. At most `limit` bytes of the text are read.
void event_text(struct event *event, const char *name, const char *text, size_t limit);
void event_numbers(struct event *event, const char *name, const uintptr_t *numbers, int count);
void event_write(struct event *event);
