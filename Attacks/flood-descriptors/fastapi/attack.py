from kit import *


def attack():
    import array
    import socket

    kept = []
    try:
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        one.setblocking(False)
        for _ in range(200):
            one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [3] * 250))])
    except OSError as error:
        print("in flight:", error)
    try:
        while True:
            kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print(len(kept), error)
        if len(kept) > 1100:
            escaped("descriptors", str(len(kept)))
    for descriptor in kept:
        os.close(descriptor)
    attempted()
