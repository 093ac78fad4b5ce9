#pragma once

/// What the command line asks for.
struct options {
  int cpus;
  long memory_mib;
  long processes;
  const char *directory;
  char **command;
};

/// Reads the command line; does not return from --help or wrong usage.
struct options parse_options(int count, char **arguments);

/// Says on standard error what was wrong with the way the guardian was called, and exits with 64.
__attribute__((noreturn)) void exit_for_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
