#define _GNU_SOURCE
#include "event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char path[4096];

// A copy, because a program may change its environment while another thread reads it.
__attribute__((constructor(101))) static void keep_path(void)
{
    const char *value = getenv("PITFALL_TRACE");
    if (value != NULL && value[0] == '/' && strlen(value) < sizeof path) strcpy(path, value);
}

bool event_is_wanted(void) { return path[0] != '\0'; }

uint64_t event_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void add(struct event *event, const char *bytes, size_t count)
{
    if (event->count + count > sizeof event->bytes) {
        event->overflows = true;
        return;
    }
    memcpy(event->bytes + event->count, bytes, count);
    event->count += count;
}

static void add_name(struct event *event, const char *name)
{
    add(event, ",\"", 2);
    add(event, name, strlen(name));
    add(event, "\":", 2);
}

static void add_decimal(struct event *event, uint64_t number)
{
    char digits[24];
    add(event, digits, (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)number));
}

void event_number(struct event *event, const char *name, uint64_t number)
{
    add_name(event, name);
    add_decimal(event, number);
}

void event_flag(struct event *event, const char *name, bool flag)
{
    add_name(event, name);
    add(event, flag ? "true" : "false", flag ? 4 : 5);
}

void event_numbers(struct event *event, const char *name, const uintptr_t *numbers, int count)
{
    add_name(event, name);
    add(event, "[", 1);
    for (int i = 0; i < count; i++) {
        if (i > 0) add(event, ",", 1);
        add_decimal(event, numbers[i]);
    }
    add(event, "]", 1);
}

// How many bytes the character at `text` has; 0 when it is not UTF-8.
static size_t character_length(const unsigned char *text, size_t rest)
{
    if (text[0] < 0x80) return 1;
    size_t length = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : 2;
    if (text[0] < 0xC2 || text[0] > 0xF4 || length > rest) return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80) return 0;
    // Overlong forms, surrogates, and what lies above U+10FFFF.
    if ((text[0] == 0xE0 && text[1] < 0xA0) || (text[0] == 0xED && text[1] > 0x9F)) return 0;
    if ((text[0] == 0xF0 && text[1] < 0x90) || (text[0] == 0xF4 && text[1] > 0x8F)) return 0;
    return length;
}

void event_text(struct event *event, const char *name, const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);
    bool is_cut = length == limit && text[limit] != '\0';
    // Not in the midst of a character.
    if (is_cut)
        for (int i = 0; i < 3 && length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80; i++) length--;
    add_name(event, name);
    add(event, "\"", 1);
    for (size_t i = 0; i < length;) {
        const unsigned char *here = (const unsigned char *)text + i;
        size_t bytes = character_length(here, length - i);
        if (bytes == 0) {
            add(event, "\\ufffd", 6);
            bytes = 1;
        } else if (*here == '"' || *here == '\\') {
            char escaped[2] = {'\\', (char)*here};
            add(event, escaped, 2);
        } else if (*here < 0x20 || *here == 0x7F) {
            char escaped[8];
            add(event, escaped, (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", *here));
        } else {
            add(event, (const char *)here, bytes);
        }
        i += bytes;
    }
    if (is_cut) add(event, "…", strlen("…"));
    add(event, "\"", 1);
}

void event_begin(struct event *event, const char *name, uint64_t at)
{
    char thread[17] = "";
    event->count = 0;
    event->overflows = false;
    add(event, "{\"event\":\"", 10);
    add(event, name, strlen(name));
    add(event, "\"", 1);
    event_number(event, "at", at);
    event_number(event, "thread", (uint64_t)syscall(SYS_gettid));
    event_number(event, "process", (uint64_t)getpid());
    if (prctl(PR_GET_NAME, thread) == 0) event_text(event, "thread_name", thread, sizeof thread - 1);
}

// Opens the file each time: a module may close descriptors that are not its own, and their numbers are given out again.
void event_write(struct event *event)
{
    int earlier = errno;
    add(event, "}\n", 2);
    int file = event->overflows ? -1 : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) {
        // A line that the disk has no room for is lost.
        ssize_t written = write(file, event->bytes, event->count);
        (void)written;
        close(file);
    }
    errno = earlier;
}
