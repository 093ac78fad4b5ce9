"""Finds places in the module's source: where it is at the moment, raised an exception, or declares a function."""

import functools
import inspect
import linecache
import os
import re
import sys
import types

# Read at once, because the module may change its environment and its working directory.
_FOLDER = os.path.realpath(os.environ.get("PITFALL_MODULE_FOLDER", os.getcwd())) + os.sep
_HOOKS = os.path.dirname(os.path.abspath(__file__)) + os.sep


# The files of a stack are asked for again and again.
@functools.lru_cache(maxsize=4096)
def is_learners(file):
    """Whether a file is one of the learner's module, not of a package installed beneath its folder."""
    if not file.startswith(_FOLDER):
        file = os.path.realpath(file)
        if not file.startswith(_FOLDER):
            return False
    return "site-packages" + os.sep not in file[len(_FOLDER) :] and not file.startswith(_HOOKS)


def place_in(code, line):
    """A line of some code, as events name it."""
    return {"file": code.co_filename, "line": line, "function": getattr(code, "co_qualname", code.co_name)}


# Where the module is


def on_loop():
    """Whether this thread runs an event loop at the moment."""
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None


def current_place():
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
        return _place_of_coroutine(task.get_coro() if task is not None else None)
    return None


def place_of_frame(frame):
    """The nearest place in the learner's module, from this frame outward; None where there is none."""
    while frame is not None:
        if is_learners(frame.f_code.co_filename):
            return place_in(frame.f_code, frame.f_lineno)
        frame = frame.f_back
    return None


def _place_of_coroutine(coroutine):
    """The innermost place in the learner's module where a coroutine stands."""
    found = None
    for _ in range(200):
        if coroutine is None:
            break
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if frame is not None and is_learners(frame.f_code.co_filename):
            found = place_in(frame.f_code, frame.f_lineno)
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
    return found


def raised_at(error):
    """Where an exception was raised: the innermost of the module's own lines that it came through."""
    try:
        found = None
        trace = error.__traceback__
        for _ in range(2000):
            if trace is None:
                break
            code = trace.tb_frame.f_code
            if is_learners(code.co_filename):
                found = place_in(code, trace.tb_lineno)
            trace = trace.tb_next
        return found
    except Exception:
        return None


# Declarations


def declared_at(call):
    """The file and line where a function or a class is declared; empty where there is no source."""
    try:
        code = _code_of(call)
        if code is None:
            return _class_declared_at(call if isinstance(call, type) else type(call))
        return {"file": code.co_filename, "line": _line_of_def(code.co_filename, code.co_firstlineno)}
    except Exception:
        return {}


def package_of(call):
    """The package that declares a function or a class; `module` for the learner's own."""
    file = declared_at(call).get("file", "")
    if file and is_learners(file):
        return "module"
    return (getattr(call, "__module__", None) or "").split(".")[0]


def _code_of(call):
    for _ in range(50):
        if isinstance(call, functools.partial):
            call = call.func
        elif isinstance(call, types.MethodType):
            call = call.__func__
        elif isinstance(call, types.FunctionType):
            # A decorator's wrapper stands in the decorator; what it wraps is what was declared.
            if "__wrapped__" not in call.__dict__:
                return call.__code__
            call = call.__dict__["__wrapped__"]
        else:
            return None
    return None


@functools.lru_cache(maxsize=1024)
def _class_declared_at(kind):
    try:
        file = inspect.getsourcefile(kind)
        return {"file": os.path.abspath(file), "line": inspect.getsourcelines(kind)[1]} if file else {}
    except (OSError, TypeError):
        return {}


@functools.lru_cache(maxsize=4096)
def _line_of_def(file, first):
    """The line of `def`, which follows the decorators' lines."""
    for line in range(first, first + 30):
        if re.match(r"\s*(async\s+def|def|class)\b", linecache.getline(file, line)):
            return line
    return first
