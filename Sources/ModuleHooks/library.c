#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

enum { most_libraries = 16, cached_callers = 64 };

static struct library libraries[most_libraries];
static int library_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

// Statements take many steps, all called from a few places.
static __thread struct {
    const void *caller;
    struct library *library;
} cache[cached_callers];

static bool is_ours(const void *function)
{
    Dl_info ours, theirs;
    return dladdr((const void *)library_called_from, &ours) != 0 && dladdr(function, &theirs) != 0
        && ours.dli_fbase == theirs.dli_fbase;
}

static void *find(void *handle, const char *name)
{
    // The dependencies of the caller first: those of a package that Python loads are visible to that package alone.
    void *function = handle == NULL ? NULL : dlsym(handle, name);
    if (function == NULL || is_ours(function)) function = dlsym(RTLD_NEXT, name);
    return function == NULL || is_ours(function) ? NULL : function;
}

static struct library *look_up(const void *address)
{
    struct library found;
    memset(&found, 0, sizeof found);
    Dl_info caller;
    // NULL for the executable itself, which sees the same functions as RTLD_NEXT.
    void *handle = dladdr(address, &caller) == 0 ? NULL : dlopen(caller.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
#define X(name) found.name = (__typeof__(found.name))find(handle, "sqlite3_" #name);
    LIBRARY_FUNCTIONS(X)
#undef X
    if (handle != NULL) dlclose(handle);
    for (int i = 0; i < library_count; i++)
        if (libraries[i].step == found.step && libraries[i].open_v2 == found.open_v2) return &libraries[i];
    if (library_count == most_libraries) return NULL;
    libraries[library_count] = found;
    return &libraries[library_count++];
}

struct library *library_called_from(const void *address)
{
    __typeof__(cache[0]) *entry = &cache[((size_t)address >> 2) % cached_callers];
    if (entry->caller != address) {
        pthread_mutex_lock(&mutex);
        entry->library = look_up(address);
        pthread_mutex_unlock(&mutex);
        entry->caller = address;
    }
    static struct library none;
    return entry->library == NULL ? &none : entry->library;
}
