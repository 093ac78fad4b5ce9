from kit import *


def attack():
    import socket

    def connect(host, port, family=socket.AF_INET):
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect((host, port))
            client.sendall(b"ESCAPED " + KNOWN["name"].encode())
            return client.recv(100) or "connected"

    port = int(KNOWN["port"])
    for host in ["127.0.0.1", "127.0.0.2", "0.0.0.0", "localhost"]:
        tries(f"connect {host}", lambda: connect(host, port))
    tries("connect ::1", lambda: connect("::1", port, socket.AF_INET6))
    tries("connect ::ffff:127.0.0.1", lambda: connect("::ffff:127.0.0.1", port, socket.AF_INET6))
    for host in ["1.1.1.1", "10.0.0.1", "169.254.169.254"]:
        tries(f"connect {host}", lambda: connect(host, 80))
    attempted()
