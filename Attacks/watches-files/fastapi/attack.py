from kit import *


def attack():
    import ctypes

    watch = syscall(294, 0)
    for path in [KNOWN["home"], KNOWN["out"], KNOWN["project"] + "/Sources"]:
        tries("watch " + path, lambda: syscall(254, watch, path.encode(), 0xFFF) >= 0)
    attempted()
