#define _GNU_SOURCE
#include "file_limit.h"
#include "report.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { most_levels = 64 };

struct usage {
    long long bytes;
    bool is_too_deep;
};

/// Adds what a folder holds; every entry counts as a page at least, so that empty files have an end, too.
static void add_folder(int folder, struct usage *usage, int depth)
{
    enum { page = 4096 };
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
        usage->bytes += page + (long long)status.st_blocks * 512;
        if (S_ISDIR(status.st_mode)) {
            int below = openat(dirfd(entries), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (below >= 0 && depth < most_levels) {
                add_folder(below, usage, depth + 1);
            } else if (below >= 0) {
                close(below);
                usage->is_too_deep = true;
            }
        }
    }
    closedir(entries);
}

bool report_if_too_many_files(const struct options *options)
{
    struct usage usage = {0};
    for (size_t index = 0; index < options->writable.count; index++) {
        int folder = open(options->writable.items[index], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder >= 0) {
            add_folder(folder, &usage, 0);
        }
    }
    long mib = (long)(usage.bytes >> 20);
    if (mib > options->files_mib) {
        report("limit files %ld", mib);
        return true;
    }
    // What is below is not counted, so that a look does not take long.
    if (usage.is_too_deep) {
        report("limit depth %d", most_levels);
    }
    return usage.is_too_deep;
}
