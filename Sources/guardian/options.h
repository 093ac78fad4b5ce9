#pragma once

#include <stdbool.h>
#include <stddef.h>

/// How much of the machine the command can reach, weakest first.
enum isolation { isolation_rlimits, isolation_landlock, isolation_namespaces, isolation_full };

/// A list of paths; at most as many as there are arguments.
struct paths {
    const char **items;
    size_t count;
};

/// The parsed command line.
struct options {
    int cpus;
    int first_cpu;
    long memory_mib;
    long processes;
    const char *directory;
    enum isolation isolation;
    /// The user and group that the command becomes; 0 for the guardian's own.
    int user;
    struct paths readable;
    struct paths writable;
    struct paths hidden;
    /// The most that the writable folders may hold.
    long files_mib;
    /// Whether descriptor 3 is a socket to pitfall, over which network sockets are passed.
    bool passes_sockets;
    /// The port on which the command reaches pitfall's upstream; 0 for none.
    int upstream_port;
    /// What the kernel keeps of what is sent on each connection and not read yet, in bytes; 0 for its own choice.
    int send_buffer;
    char **command;
};

/// Parses the command line; does not return after --help or wrong usage.
struct options parse_options(int count, char **arguments);

/// Whether the command runs in namespaces of its own.
bool has_namespaces(const struct options *options);

/// Prints the usage error on standard error, and exits with 64.
__attribute__((noreturn)) void exit_for_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
