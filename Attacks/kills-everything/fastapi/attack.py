from kit import *


def attack():
    import signal

    own = os.getpid()
    for number in [signal.SIGSTOP, signal.SIGKILL]:
        targets = {1, os.getppid(), int(KNOWN["victim"]), *processes()} - {0, own}
        for pid in targets:
            tries(f"signal {number} to {pid}", lambda: os.kill(pid, number) is None and None)
            tries(f"pidfd {number} to {pid}", lambda: syscall(424, syscall(434, pid, 0), number, 0, 0) == 0 and None)
        tries("everything", lambda: os.kill(-1, number))
    attempted()
