from kit import *


def attack():
    import socket

    def connect():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(2)
            client.connect("\0" + KNOWN["abstract"])
            client.sendall(b"ESCAPED " + KNOWN["name"].encode())
            return client.recv(100)

    tries("abstract", connect)
    attempted()
