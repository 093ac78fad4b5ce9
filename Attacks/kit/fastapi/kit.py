"""What every attack in Python knows and uses. The runner appends KNOWN: all that an attacker could know but secrets."""

import os
import sys


def attempted():
    """Says that the attack ran to its end: one that never ran proves nothing."""
    print("ATTEMPTED " + KNOWN["name"], flush=True)


def escaped(what, loot=""):
    print("ESCAPED", KNOWN["name"], what, ascii(loot)[:300], flush=True)


def tries(what, action):
    """An action that returns something true has escaped."""
    try:
        loot = action()
    except BaseException as error:  # whatever stopped it
        print("stopped:", what, type(error).__name__, str(error)[:80], flush=True)
        return
    if loot:
        escaped(what, loot)


def read(path):
    with open(path, "rb") as file:
        return file.read(4000)


def processes():
    """All others that are visible."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]


def syscall(number, *arguments):
    """The result, or minus the error's number."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return result if result >= 0 else -ctypes.get_errno()


# Process 1 of its own namespace does nothing, so to change it harms no one else. Without a namespace it is the machine's.
OWN_FIRST = {1} if len(processes()) < 3 else set()


def later(action):
    """Does it again and again, once the lesson has filled its database and asks for rows."""
    import threading
    import time

    def run():
        for _ in range(40):
            time.sleep(0.1)
            try:
                action()
            except BaseException as error:
                print(type(error).__name__, error, flush=True)

    threading.Thread(target=run, daemon=True).start()
