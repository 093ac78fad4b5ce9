from kit import *


def attack():
    import threading
    import time

    attempted()

    def stall():
        import sys

        sys.setswitchinterval(1000)
        end = time.time() + 1000
        while time.time() < end:
            sum(range(10_000_000))

    timer = threading.Timer(1.5, stall)
    timer.daemon = True
    timer.start()
