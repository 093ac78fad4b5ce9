#include "CShims.h"

#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void fill_standard_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) {
            // There is nothing that could be said, and no stream to say it to.
            _exit(70);
        }
    }
}
