"""Writes events: one JSON line each, appended to the file that PITFALL_TRACE names."""

import json
import os
import threading
import time

PATH = os.environ.get("PITFALL_TRACE")

# Values longer than this are cut.
TEXT_LIMIT = 200

# A line is one write to the kernel. Lines longer than this are not written: a reader holds one in memory.
LINE_LIMIT = 256 * 1024

# In one list, because a descriptor must belong to the process that writes: a fork opens its own.
_file = []


def now():
    """The time in nanoseconds, on the clock of all events."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def guarded(hook):
    """A hook whose own exceptions never reach the module."""

    def run(*args, **kwargs):
        try:
            return hook(*args, **kwargs)
        except Exception:
            return None

    return run


@guarded
def emit(event, at=None, **fields):
    """Appends one event. Fields that are None are left out."""
    line = {"event": event, "at": now() if at is None else at}
    line["thread"] = threading.get_native_id()
    line["process"] = os.getpid()
    line.update((name, value) for name, value in fields.items() if value is not None)
    data = json.dumps(line, ensure_ascii=True, allow_nan=False, default=repr).encode("ascii") + b"\n"
    if len(data) <= LINE_LIMIT:
        os.write(_descriptor(), data)


def _descriptor():
    process = os.getpid()
    if not _file or _file[0][0] != process:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        _file[:] = [(process, os.open(PATH, flags, 0o600))]
    return _file[0][1]


def cut(string, limit=TEXT_LIMIT):
    return string if len(string) <= limit else string[: limit - 1] + "…"
