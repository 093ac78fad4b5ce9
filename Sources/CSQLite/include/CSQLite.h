#ifndef CSQLITE_H
#define CSQLITE_H

// For a database file that a hostile program changes at the same time.

/// From now on SQLite follows no symbolic link to a file in this process, and opens nothing but files and folders: neither a
/// pipe, at which it would wait, nor a device. Returns a result code of SQLite.
int csqlite_open_only_files(void);

/// Lets a connection (`sqlite3 *`) run nothing that the file brings along: no triggers, no views, no functions with side
/// effects in its schema. Returns a result code of SQLite.
int csqlite_distrust(void *connection);

#endif
