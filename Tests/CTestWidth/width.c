#include <stdlib.h>

/// Without a limit, Swift Testing starts all tests at once. On two processors each step of each test then waits for
/// hundreds of others, so that time limits of seconds, which servers and modules have, are exceeded: on a busy machine
/// most tests of servers failed. This runs before Swift Testing reads the variable; whoever sets it decides.
__attribute__((constructor)) static void limit_parallel_tests(void)
{
    setenv("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", "8", 0);
}
