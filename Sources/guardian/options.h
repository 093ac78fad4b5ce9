#pragma once

/// The parsed command line.
struct options {
    int cpus;
    long memory_mib;
    long processes;
    const char *directory;
    char **command;
};

/// Parses the command line; does not return after --help or wrong usage.
struct options parse_options(int count, char **arguments);

/// Prints the usage error on standard error, and exits with 64.
__attribute__((noreturn)) void exit_for_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
