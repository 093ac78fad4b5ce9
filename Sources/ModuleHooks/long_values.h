#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

// Remembers statements with long values, which are not shown with their values: SQLite writes such a value byte by byte,
// even if there is no room for it.

enum { long_value_count = 16384 };

void long_values_note(sqlite3_stmt *statement, uint64_t count);
bool long_values_has(sqlite3_stmt *statement);
void long_values_forget(sqlite3_stmt *statement);
