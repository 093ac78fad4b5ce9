#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void report(const char *format, ...)
{
    char line[128];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length < 0 || length > (int)sizeof line - 2) {
        return;
    }
    line[length++] = '\n';
    // Shorter than PIPE_BUF, so the kernel writes it atomically.
    while (write(report_descriptor, line, (size_t)length) < 0 && errno == EINTR) {
    }
}
