#define _GNU_SOURCE
#include "file_limit.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Adds what a folder holds, in bytes; every entry counts as a page at least, so that empty files have an end, too.
static void add_size(int folder, long long *bytes, int depth)
{
    enum { page = 4096, most_levels = 64 };
    DIR *entries = fdopendir(folder);
    if (entries == NULL) {
        close(folder);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct stat status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0
            || fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        *bytes += page + (long long)status.st_blocks * 512;
        if (S_ISDIR(status.st_mode)) {
            int below = openat(dirfd(entries), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (below >= 0 && depth < most_levels) {
                add_size(below, bytes, depth + 1);
            } else if (below >= 0) {
                // Deeper than anyone needs: too much by definition.
                close(below);
                *bytes = LLONG_MAX / 2;
            }
        }
    }
    closedir(entries);
}

bool has_too_many_files(const struct options *options, long *mib)
{
    long long bytes = 0;
    for (size_t index = 0; index < options->writable.count; index++) {
        int folder = open(options->writable.items[index], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder >= 0) {
            add_size(folder, &bytes, 0);
        }
    }
    *mib = (long)(bytes >> 20);
    return *mib > options->files_mib;
}
