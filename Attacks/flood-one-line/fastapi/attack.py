from kit import *


def attack():
    attempted()
    while True:
        os.write(2, bytes(range(128, 256)) * 500 + bytes(1000))
