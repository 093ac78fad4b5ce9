#define _GNU_SOURCE
#include "system_calls.h"
#include "event.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// SQLite lets its system calls be replaced (sqlite3_vfs.xSetSystemCall). Counting them there sees what SQLite reads and
// nothing else that the thread reads; the page cache's counters miss the pages of long values, which bypass it.

__thread struct system_calls system_calls;

typedef ssize_t (*read_call)(int, void *, size_t);
typedef ssize_t (*pread_call)(int, void *, size_t, off_t);
typedef void *(*mmap_call)(void *, size_t, int, int, int, off_t);
typedef int (*sleep_call)(sqlite3_vfs *, int);

static read_call real_read;
static pread_call real_pread, real_pread64;
static mmap_call real_mmap;
static sleep_call real_sleep;

static ssize_t counted(ssize_t count)
{
    if (count > 0) system_calls.bytes_read += (uint64_t)count;
    return count;
}

static ssize_t counted_read(int file, void *bytes, size_t count) { return counted(real_read(file, bytes, count)); }

static ssize_t counted_pread(int file, void *bytes, size_t count, off_t offset)
{
    return counted(real_pread(file, bytes, count, offset));
}

static ssize_t counted_pread64(int file, void *bytes, size_t count, off_t offset)
{
    return counted(real_pread64(file, bytes, count, offset));
}

// The shared memory of a write-ahead log is not the database.
static bool is_shared_memory(int file)
{
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = readlink(link, name, sizeof name);
    return count >= 4 && memcmp(name + count - 4, "-shm", 4) == 0;
}

static void *counted_mmap(void *address, size_t count, int protection, int flags, int file, off_t offset)
{
    void *result = real_mmap(address, count, protection, flags, file, offset);
    if (result != MAP_FAILED && file >= 0 && !is_shared_memory(file)) system_calls.maps++;
    return result;
}

static int counted_sleep(sqlite3_vfs *vfs, int microseconds)
{
    uint64_t began = event_now();
    int result = real_sleep(vfs, microseconds);
    system_calls.waited += event_now() - began;
    return result;
}

static sqlite3_syscall_ptr put(sqlite3_vfs *vfs, const char *name, void *replacement)
{
    sqlite3_syscall_ptr real = vfs->xGetSystemCall(vfs, name);
    // A system without it has NULL there.
    if (real != NULL) vfs->xSetSystemCall(vfs, name, (sqlite3_syscall_ptr)replacement);
    return real;
}

void system_calls_count(struct library *library)
{
    sqlite3_vfs *vfs = library->vfs_find == NULL ? NULL : library->vfs_find("unix");
    // The first SQLite of the process only: a second one's calls could be others.
    if (vfs == NULL || real_sleep != NULL) return;
    real_sleep = vfs->xSleep;
    vfs->xSleep = counted_sleep;
    for (sqlite3_vfs *other = library->vfs_find(NULL); other != NULL; other = other->pNext)
        if (other->xSleep == real_sleep) other->xSleep = counted_sleep;
    if (vfs->iVersion < 3 || vfs->xSetSystemCall == NULL || vfs->xGetSystemCall == NULL) return;
    // Each real function is known before its replacement can be called.
    real_read = (read_call)vfs->xGetSystemCall(vfs, "read");
    real_pread = (pread_call)vfs->xGetSystemCall(vfs, "pread");
    real_pread64 = (pread_call)vfs->xGetSystemCall(vfs, "pread64");
    real_mmap = (mmap_call)vfs->xGetSystemCall(vfs, "mmap");
    put(vfs, "read", (void *)counted_read);
    put(vfs, "pread", (void *)counted_pread);
    put(vfs, "pread64", (void *)counted_pread64);
    put(vfs, "mmap", (void *)counted_mmap);
    library->is_counted = true;
}
