from kit import *


def attack():
    import signal

    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        tries(f"ignore {number}", lambda: signal.signal(number, signal.SIG_IGN) and None)
    attempted()
    os.kill(os.getpid(), signal.SIGSTOP)
