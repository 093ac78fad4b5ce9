from kit import *


def attack():
    import socket
    import time

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect("\0loot-pitfall")
            escaped("found the other's process")
        except OSError:
            pass
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
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind("\0loot-pitfall")
            listener.listen()
            time.sleep(10_000)
        os._exit(0)
