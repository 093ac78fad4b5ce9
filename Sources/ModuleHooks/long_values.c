#include "long_values.h"

#include <stddef.h>

// The most recent ones. Without a lock, which a fork would have to mind.
enum { most_remembered = 64 };
static sqlite3_stmt *remembered[most_remembered];
static unsigned next;

bool long_values_has(sqlite3_stmt *statement)
{
    for (int i = 0; i < most_remembered; i++)
        if (__atomic_load_n(&remembered[i], __ATOMIC_RELAXED) == statement) return true;
    return false;
}

void long_values_note(sqlite3_stmt *statement, uint64_t count)
{
    if (count <= long_value_count || long_values_has(statement)) return;
    unsigned place = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) % most_remembered;
    __atomic_store_n(&remembered[place], statement, __ATOMIC_RELAXED);
}

void long_values_forget(sqlite3_stmt *statement)
{
    for (int i = 0; i < most_remembered; i++)
        if (__atomic_load_n(&remembered[i], __ATOMIC_RELAXED) == statement)
            __atomic_store_n(&remembered[i], NULL, __ATOMIC_RELAXED);
}
