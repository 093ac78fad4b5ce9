#include "CShims.h"

#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void fill_standard_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        // Not for writing, so that what is printed to a closed stream fails as on the stream itself.
        if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0) {
            // There is no stream to report the failure on.
            _exit(70);
        }
    }
}
