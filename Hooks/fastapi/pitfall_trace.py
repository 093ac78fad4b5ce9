"""What all hooks share: one JSON line for each event, written to the file that PITFALL_TRACE names.

A hook watches a module without changing it: whatever goes wrong here stays here.
"""

import itertools
import json
import os
import sys
import threading
import time

PATH = os.environ.get("PITFALL_TRACE")

# Values longer than this are cut.
TEXT_LIMIT = 200

# A line is one write to the kernel. Lines longer than this are not written: a reader holds one in memory.
LINE_LIMIT = 256 * 1024

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
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
    if PATH is None:
        return
    line = {"event": event, "at": now() if at is None else at}
    line["thread"] = threading.get_native_id()
    line["process"] = os.getpid()
    line.update((name, value) for name, value in fields.items() if value is not None)
    data = json.dumps(line, ensure_ascii=True, allow_nan=False, default=text).encode("ascii") + b"\n"
    if len(data) <= LINE_LIMIT:
        os.write(_descriptor(), data)


def _descriptor():
    process = os.getpid()
    if not _file or _file[0][0] != process:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        _file[:] = [(process, os.open(PATH, flags, 0o600))]
    return _file[0][1]


def text(value, limit=TEXT_LIMIT):
    """A value as its repr, cut. Values whose repr would be long are cut before it is made."""
    try:
        if isinstance(value, (str, bytes, bytearray)) and len(value) > limit:
            return cut(repr(value[:limit]), limit)
        if isinstance(value, (list, tuple)):
            members = [text(member, limit) for member in itertools.islice(value, 20)]
            if len(value) > 20:
                members.append("…")
            ends = "[]" if isinstance(value, list) else "()"
            return cut(ends[0] + ", ".join(members) + ends[1], limit)
        if isinstance(value, dict):
            members = [f"{text(key, limit)}: {text(value[key], limit)}" for key in itertools.islice(value, 20)]
            if len(value) > 20:
                members.append("…")
            return cut("{" + ", ".join(members) + "}", limit)
        return cut(repr(value), limit)
    except Exception:
        return f"<{type(value).__name__}>"


def cut(string, limit=TEXT_LIMIT):
    return string if len(string) <= limit else string[: limit - 1] + "…"


def on_loop():
    """Whether this thread runs an event loop at the moment."""
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None


def _folder():
    folder = os.environ.get("PITFALL_MODULE_FOLDER")
    if folder is None:
        # ModuleLoader's program is given the module's folder as its last argument.
        candidates = [argument for argument in sys.argv[1:] if os.path.isdir(argument)]
        folder = candidates[-1] if candidates else os.getcwd()
    return os.path.realpath(folder) + os.sep


# At once, because uvicorn is given other arguments later.
FOLDER = _folder()


def is_learners(file):
    """Whether a file is one of the learner's module, not of a package installed beneath its folder."""
    if not file.startswith(FOLDER):
        file = os.path.realpath(file)
        if not file.startswith(FOLDER):
            return False
    return "site-packages" + os.sep not in file[len(FOLDER) :] and not file.startswith(_HERE)


def _place(frame):
    code = frame.f_code
    return {"file": code.co_filename, "line": frame.f_lineno, "function": getattr(code, "co_qualname", code.co_name)}


def place_of_frame(frame):
    """The nearest place in the learner's module, from this frame outward; None where there is none."""
    while frame is not None:
        if is_learners(frame.f_code.co_filename):
            return _place(frame)
        frame = frame.f_back
    return None


def place():
    """The learner's line that this thread is at, also through SQLAlchemy's greenlets and asyncio's tasks."""
    found = place_of_frame(sys._getframe(1))
    if found is not None:
        return found
    # A greenlet has a stack of its own; who switched to it stands in its parents.
    greenlet = sys.modules.get("greenlet")
    if greenlet is not None:
        parent = greenlet.getcurrent().parent
        while parent is not None:
            found = place_of_frame(parent.gr_frame)
            if found is not None:
                return found
            parent = parent.parent
    if on_loop():
        task = sys.modules["asyncio"].current_task()
        coroutine = task.get_coro() if task is not None else None
        return place_of_coroutine(coroutine)
    return None


def place_of_coroutine(coroutine):
    """The innermost place in the learner's module where a coroutine stands."""
    found = None
    for _ in range(200):
        if coroutine is None:
            break
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if frame is not None and is_learners(frame.f_code.co_filename):
            found = _place(frame)
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
    return found
