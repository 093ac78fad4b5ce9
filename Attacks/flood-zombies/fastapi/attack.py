from kit import *


def attack():
    attempted()
    for _ in range(1_000_000):
        try:
            if os.fork() == 0:
                os._exit(0)
        except OSError:
            pass
