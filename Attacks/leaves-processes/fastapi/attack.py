from kit import *


def attack():
    import socket
    import time

    def connect():
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect("\0loot-pitfall")
        return "a connection"

    tries("the other's process", connect)
    if syscall(29, 0x10071007, 4096, 0) >= 0:
        escaped("found the other's shared memory")
    syscall(29, 0x10071007, 4096, 0o1666)
    attempted()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for descriptor in range(64):
                try:
                    os.close(descriptor)
                except OSError:
                    pass
            try:
                listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                listener.bind("\0loot-pitfall")
                listener.listen()
            except OSError:  # nothing to be found by; the process stays all the same
                pass
            time.sleep(10_000)
        os._exit(0)
