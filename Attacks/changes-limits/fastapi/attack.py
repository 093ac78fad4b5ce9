from kit import *


def attack():
    import resource

    for pid in {os.getppid(), int(KNOWN["victim"]), *processes()} - {0, os.getpid()} - OWN_FIRST:
        tries(f"processor time of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)))
        tries(f"descriptors of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (0, 0)))
    attempted()
