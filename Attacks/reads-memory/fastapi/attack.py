from kit import *


def attack():
    import ctypes

    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
    for pid in {1, os.getppid(), *processes()} - {0}:
        for ptrace in (16, 0x4206):  # attach, seize
            tries(f"ptrace {pid}", lambda: syscall(101, ptrace, pid, 0, 0) == 0)
        tries(f"process_vm_readv {pid}", lambda: syscall(310, pid, vector, 1, vector, 1, 0) not in (-1, -3, -38))
        handle = syscall(434, pid, 0)
        for descriptor in range(8):
            tries(f"pidfd_getfd {pid} {descriptor}", lambda: handle >= 0 and syscall(438, handle, descriptor, 0) >= 0)
        tries(f"kcmp {pid}", lambda: syscall(312, os.getpid(), pid, 0, 0, 0) >= 0)
    attempted()
