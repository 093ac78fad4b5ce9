#define _GNU_SOURCE
#include "frames.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>

static uintptr_t base, lowest = UINTPTR_MAX, highest;

// The executable is the first in the list.
static int note_executable(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    base = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0) continue;
        uintptr_t begin = base + part->p_vaddr, end = begin + part->p_memsz;
        if (begin < lowest) lowest = begin;
        if (end > highest) highest = end;
    }
    return 1;
}

__attribute__((constructor)) static void find_executable(void) { dl_iterate_phdr(note_executable, NULL); }

int frames_of_executable(uintptr_t frames[most_frames])
{
    if (dlsym(RTLD_DEFAULT, "swift_retain") == NULL) return 0;
    void *addresses[256];
    int count = backtrace(addresses, 256), kept = 0;
    for (int i = 0; i < count && kept < most_frames; i++) {
        // What returns to the first instruction of a function was called by the last one of another.
        uintptr_t call = (uintptr_t)addresses[i] - 1;
        if (call >= lowest && call < highest) frames[kept++] = call - base;
    }
    return kept;
}
