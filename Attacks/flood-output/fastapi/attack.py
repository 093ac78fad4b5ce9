from kit import *


def attack():
    attempted()
    while True:
        os.write(1, b"line of output\n" * 4000)
