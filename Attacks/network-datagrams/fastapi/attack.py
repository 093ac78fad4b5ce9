from kit import *


def attack():
    import socket

    port = int(KNOWN["port"])
    word = b"ESCAPED " + KNOWN["name"].encode()
    for family, host in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"), (socket.AF_INET, "224.0.0.1")]:
        # Whether it arrives is for the machine's end to say.
        tries(f"datagram {host}", lambda: socket.socket(family, socket.SOCK_DGRAM).sendto(word, (host, port)) and None)

    def open_fast():
        with socket.socket() as client:
            return client.sendto(word, 0x20000000, ("127.0.0.1", port))

    tries("fast open", open_fast)

    def multipath():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) as client:
            client.settimeout(1)
            client.connect(("127.0.0.1", port))
            return client.recv(100)

    tries("MPTCP", multipath)

    def sctp():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132) as client:
            client.settimeout(1)
            client.connect(("127.0.0.1", port))
            return "connected"

    tries("SCTP", sctp)
    attempted()
