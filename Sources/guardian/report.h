#pragma once

/// The pipe on which the guardian reports to pitfall.
enum { report_descriptor = 4 };

/// Writes one line atomically. Ignores errors: if the reader is gone, `watch` notices and ends everything.
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);
