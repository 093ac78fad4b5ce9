from kit import *


def attack():
    import socket

    def connect(name, kind=socket.SOCK_STREAM):
        with socket.socket(socket.AF_UNIX, kind) as client:
            client.settimeout(2)
            client.connect(name)
            client.sendall(b"ESCAPED " + KNOWN["name"].encode())
            return client.recv(100)

    tries("abstract", lambda: connect("\0" + KNOWN["abstract"]))
    tries("file", lambda: connect(KNOWN["socket"]))
    for name in ["/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/dev/log"]:
        tries(name, lambda: connect(name) or "connected")
    attempted()
