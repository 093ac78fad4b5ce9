from kit import *


def attack():
    for path in KNOWN["submissions"].split("\n"):
        tries("read " + path, lambda: read(path))
        tries("list " + path, lambda: os.listdir(path))
    attempted()
