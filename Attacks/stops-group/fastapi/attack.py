from kit import *


def attack():
    import signal

    attempted()
    os.killpg(0, signal.SIGSTOP)
