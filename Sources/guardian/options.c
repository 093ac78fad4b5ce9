#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const char help[] =
    "usage: guardian [OPTION...] -- COMMAND ARG...\n"
    "\n"
    "Runs COMMAND, watches it and all its descendants, and leaves no process behind.\n"
    "\n"
    "  --cpus N           use at most N of the allowed processors (2)\n"
    "  --first-cpu N      use them from the Nth allowed one on, counted from 0 and again from the first (0)\n"
    "  --memory MIB       end everything if more memory is resident (1024)\n"
    "  --processes N      end everything if there are more processes (64)\n"
    "  --directory DIR    run COMMAND in DIR\n"
    "  --isolation TIER   how little of the machine COMMAND can reach (rlimits):\n"
    "      rlimits        the limits above\n"
    "      landlock       also only the paths below, no network but the upstream, no kernel features for escapes\n"
    "      namespaces     also processes and a network of its own, but all files\n"
    "      full           also only the paths below\n"
    "  --user N           run COMMAND as this user and group; only root may\n"
    "  --read PATH        a file or folder that COMMAND may read; repeat it for more\n"
    "  --write PATH       a folder that COMMAND may also change; repeat it for more\n"
    "  --hide PATH        a folder of the system that is empty for COMMAND, unless it is in one of the above\n"
    "  --files MIB        end everything if the folders of --write hold more (256)\n"
    "  --upstream PORT    the port of 127.0.0.1 on which COMMAND reaches pitfall\n"
    "  --pass-sockets     descriptor 3 is a SOCK_SEQPACKET socket to pitfall; needs namespaces of its own. COMMAND gets\n"
    "                     a bound socket of its own network as descriptor 3. The first message to pitfall is its port,\n"
    "                     with a listening socket on PORT if there is one; each further one brings a socket to connect\n"
    "  --send-buffer N    what the kernel keeps, in bytes, of what is sent and not read, on that bound socket\n"
    "\n"
    "descriptors: 0 control pipe: a byte 't' sends SIGTERM to COMMAND, end of file kills everything\n"
    "             1, 2 output and 3 listening socket, inherited by COMMAND\n"
    "             4 report pipe, one line each: started PID, exited CODE, signaled SIGNO, stayed COUNT,\n"
    "               limit memory MIB, limit processes COUNT, limit files MIB, failed WORD ERRNO, ended\n"
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

static long number(const char *name, const char *text, long least)
{
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > INT_MAX) {
        exit_for_usage("--%s needs a %s number, not '%s'", name, least > 0 ? "positive" : "non-negative", text);
    }
    return value;
}

static long positive(const char *name, const char *text)
{
    return number(name, text, 1);
}

static enum isolation isolation(const char *text)
{
    static const char *const names[] = {"rlimits", "landlock", "namespaces", "full"};
    for (int tier = isolation_rlimits; tier <= isolation_full; tier++) {
        if (strcmp(text, names[tier]) == 0) {
            return (enum isolation)tier;
        }
    }
    exit_for_usage("--isolation has no tier '%s'", text);
}

static void add_path(struct paths *paths, const char *name, const char *path, int room)
{
    if (path[0] != '/') {
        exit_for_usage("--%s needs an absolute path, not '%s'", name, path);
    }
    if (paths->items == NULL) {
        paths->items = calloc((size_t)room, sizeof *paths->items);
    }
    if (paths->items == NULL) {
        exit_for_usage("no memory for the paths of --%s", name);
    }
    paths->items[paths->count++] = path;
}

bool has_namespaces(const struct options *options)
{
    return options->isolation >= isolation_namespaces;
}

struct options parse_options(int count, char **arguments)
{
    static const struct option known[] = {
        {"cpus", required_argument, NULL, 'c'},        {"first-cpu", required_argument, NULL, 'C'},
        {"memory", required_argument, NULL, 'm'},      {"processes", required_argument, NULL, 'p'},
        {"directory", required_argument, NULL, 'd'},   {"isolation", required_argument, NULL, 'i'},
        {"user", required_argument, NULL, 'u'},        {"read", required_argument, NULL, 'r'},
        {"write", required_argument, NULL, 'w'},       {"hide", required_argument, NULL, 'x'},
        {"files", required_argument, NULL, 'f'},       {"upstream", required_argument, NULL, 'U'},
        {"send-buffer", required_argument, NULL, 'b'}, {"pass-sockets", no_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},              {NULL, 0, NULL, 0},
    };
    struct options options = {.cpus = 2, .memory_mib = 1024, .processes = 64, .files_mib = 256};
    opterr = 0;
    int option;
    // '+' stops at the first argument that is not an option, so that the command keeps its own options.
    while ((option = getopt_long(count, arguments, "+:", known, NULL)) != -1) {
        switch (option) {
        case 'c': options.cpus = (int)positive("cpus", optarg); break;
        case 'C': options.first_cpu = (int)number("first-cpu", optarg, 0); break;
        case 'm': options.memory_mib = positive("memory", optarg); break;
        case 'p': options.processes = positive("processes", optarg); break;
        case 'd': options.directory = optarg; break;
        case 'i': options.isolation = isolation(optarg); break;
        case 'u': options.user = (int)positive("user", optarg); break;
        case 'r': add_path(&options.readable, "read", optarg, count); break;
        case 'w': add_path(&options.writable, "write", optarg, count); break;
        case 'x': add_path(&options.hidden, "hide", optarg, count); break;
        case 'f': options.files_mib = positive("files", optarg); break;
        case 'U': options.upstream_port = (int)positive("upstream", optarg); break;
        case 'b': options.send_buffer = (int)positive("send-buffer", optarg); break;
        case 's': options.passes_sockets = true; break;
        case 'h': fputs(help, stdout); exit(EX_OK);
        case ':': exit_for_usage("%s needs a value", arguments[optind - 1]);
        default: exit_for_usage("unknown option %s", arguments[optind - 1]);
        }
    }
    if (optind >= count) {
        exit_for_usage("COMMAND is missing");
    }
    if (options.passes_sockets && !has_namespaces(&options)) {
        exit_for_usage("--pass-sockets needs --isolation namespaces or full");
    }
    if (options.isolation == isolation_full && options.directory == NULL) {
        exit_for_usage("--isolation full needs --directory");
    }
    options.command = arguments + optind;
    return options;
}
