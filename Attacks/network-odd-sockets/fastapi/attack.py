from kit import *


def attack():
    import fcntl
    import socket
    import struct

    for family in [3, 4, 5, 6, 9, 17, 21, 29, 30, 31, 33, 36, 38, 39, 40, 41, 43, 44]:
        for kind in [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET]:
            tries(f"socket {family} {kind}", lambda: socket.socket(family, kind))
    tries("raw IP", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 255))

    def lower():
        with socket.socket() as control:
            fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", 0))
            return "lo is down"

    tries("lo down", lower)

    def address():
        with socket.socket() as control:
            fcntl.ioctl(control, 0x8916, struct.pack("16sHH4s8x", b"lo", 2, 0, bytes([10, 0, 0, 1])))
            return "lo has another address"

    tries("lo address", address)
    attempted()
