#define _GNU_SOURCE
#include "CSQLite.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

/// In bytes, of the longest text or blob; SQLite's own limit is 1 GB, which an expression of the schema could fill.
enum { longest_value = 64 << 20 };

static int open_file(const char *path, int flags, int mode)
{
    struct stat status;
    int file = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode);
    if (file >= 0 && (fstat(file, &status) != 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))) {
        close(file);
        errno = EACCES;
        return -1;
    }
    return file;
}

int csqlite_open_only_files(void)
{
    sqlite3_vfs *system = sqlite3_vfs_find(NULL);
    if (system == NULL || system->iVersion < 3 || system->xSetSystemCall == NULL) {
        return SQLITE_ERROR;
    }
    return system->xSetSystemCall(system, "open", (sqlite3_syscall_ptr)open_file);
}

int csqlite_distrust(void *connection)
{
    static const struct {
        int option;
        int value;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    };
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, longest_value);
    for (size_t index = 0; index < sizeof settings / sizeof *settings; index++) {
        int code = sqlite3_db_config(connection, settings[index].option, settings[index].value, NULL);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}
