from kit import *


def attack():
    import signal
    import time

    for _ in range(4):
        if os.fork() == 0:
            os.setsid()
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                try:
                    signal.signal(number, signal.SIG_IGN)
                except OSError:
                    pass
            if os.fork() == 0:
                os.close(3)
            while True:
                time.sleep(1000)
    attempted()
