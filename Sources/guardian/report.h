#pragma once

/// The pipe on which the guardian tells the workbench what happened.
enum { report_descriptor = 4 };

/// Writes one line, in one piece. A reader that has gone is no error: the control pipe then ends the run.
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);
