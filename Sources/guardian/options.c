#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static const char help[] =
    "usage: guardian [--cpus N] [--memory MIB] [--processes N] [--directory DIR] -- COMMAND ARG...\n"
    "\n"
    "Runs COMMAND, watches it and all its descendants, and leaves no process behind.\n"
    "\n"
    "  --cpus N         use at most N of the allowed processors (2)\n"
    "  --memory MIB     end everything if more memory is resident (1024)\n"
    "  --processes N    end everything if there are more processes (64)\n"
    "  --directory DIR  run COMMAND in DIR\n"
    "\n"
    "descriptors: 0 control pipe: a byte 't' sends SIGTERM to COMMAND, end of file kills everything\n"
    "             1, 2 output and 3 listening socket, inherited by COMMAND\n"
    "             4 report pipe, one line each: started PID, exited CODE, signaled SIGNO, stayed COUNT,\n"
    "               limit memory MIB, limit processes COUNT, failed WORD ERRNO, ended\n"
    "exit codes:  0 COMMAND ran and its end was reported, 64 wrong usage, 127 COMMAND could not be started\n";

void exit_for_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("guardian: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("; see guardian --help\n", stderr);
    va_end(arguments);
    exit(EX_USAGE);
}

static long positive(const char *name, const char *text)
{
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < 1 || value > INT_MAX) {
        exit_for_usage("--%s needs a positive number, not '%s'", name, text);
    }
    return value;
}

struct options parse_options(int count, char **arguments)
{
    static const struct option known[] = {
        {"cpus", required_argument, NULL, 'c'},      {"memory", required_argument, NULL, 'm'},
        {"processes", required_argument, NULL, 'p'}, {"directory", required_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},            {NULL, 0, NULL, 0},
    };
    struct options options = {.cpus = 2, .memory_mib = 1024, .processes = 64};
    opterr = 0;
    int option;
    // '+' stops at the first argument that is not an option, so that the command keeps its own options.
    while ((option = getopt_long(count, arguments, "+:", known, NULL)) != -1) {
        switch (option) {
        case 'c': options.cpus = (int)positive("cpus", optarg); break;
        case 'm': options.memory_mib = positive("memory", optarg); break;
        case 'p': options.processes = positive("processes", optarg); break;
        case 'd': options.directory = optarg; break;
        case 'h': fputs(help, stdout); exit(EX_OK);
        case ':': exit_for_usage("%s needs a value", arguments[optind - 1]);
        default: exit_for_usage("unknown option %s", arguments[optind - 1]);
        }
    }
    if (optind >= count) {
        exit_for_usage("COMMAND is missing");
    }
    options.command = arguments + optind;
    return options;
}
