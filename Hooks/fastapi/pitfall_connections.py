"""Watches the WebSockets of an ASGI app, and the tasks and threads that their handlers start.

Everything is watched from beside: no task, coroutine, socket, or frame is kept alive, and no exception is taken for
retrieved.
"""

import _thread
import asyncio
import contextvars
import functools
import gc
import inspect
import itertools
import logging
import re
import signal
import sys
import threading
import time
import weakref

import pitfall_trace as trace
import uvicorn
import uvicorn.config
from pitfall_places import current_place, is_learners, place_in, place_of_frame
from pitfall_trace import emit, guarded

# How often the living tasks are looked at, in seconds.
PAUSE = 0.025
# More tell nothing new, and a module may send without a pause.
MOST_MESSAGES = 500
MOST_TASKS = 5_000
# Tasks that wait for tasks, and coroutines that await coroutines, may form a circle.
DEPTH = 200

# The number of the connection whose handler is at work; whatever it starts inherits it.
_connection = contextvars.ContextVar("pitfall_connection", default=None)
_numbers = itertools.count(1)


class _Watched:
    """A living task or thread, seen through a weak reference."""

    __slots__ = ("last", "loop", "name", "ref")

    def __init__(self, subject, loop=None):
        self.ref = weakref.ref(subject)
        self.loop = loop
        self.name = None
        self.last = None


_tasks = {}
_threads = {}
_known = weakref.WeakKeyDictionary()


# Connections


def wrapped(app):
    """The same ASGI app, with its WebSockets watched."""

    async def watched(scope, receive, send):
        _arrive(scope)
        if scope["type"] != "websocket":
            return await app(scope, receive, send)
        number = next(_numbers)
        _connection.set(number)
        _open(number, scope)
        messages = itertools.count()

        async def watched_receive():
            message = await receive()
            _received(number, message, messages)
            return message

        async def watched_send(message):
            try:
                await send(message)
            except BaseException as error:
                _sent(number, message, messages, error)
                raise
            _sent(number, message, messages, None)

        try:
            result = await app(scope, watched_receive, watched_send)
        except BaseException as error:
            _handler_ended(number, scope, error)
            raise
        _handler_ended(number, scope, None)
        return result

    return watched


@guarded
def _arrive(scope):
    loop = asyncio.get_running_loop()
    _install_factory(loop)
    _start_looking()
    if scope["type"] == "lifespan":
        _watch_task(asyncio.current_task(), kind="lifespan")


@guarded
def _open(number, scope):
    client = scope.get("client")
    emit("connection_opened", connection=number, path=scope.get("path"), client=client[1] if client else None)
    _watch_task(asyncio.current_task(), kind="handler", connection=number)


@guarded
def _received(number, message, messages):
    kind = message["type"]
    if kind == "websocket.disconnect":
        emit("disconnected", connection=number, code=message.get("code"))
    elif kind == "websocket.receive":
        _message(number, "received", message, messages, None)


@guarded
def _sent(number, message, messages, error):
    kind = message["type"]
    if kind == "websocket.send":
        _message(number, "sent", message, messages, error)
    elif kind == "websocket.close":
        emit("closed", connection=number, code=message.get("code", 1000), raised=_kind(error), place=current_place())
    elif kind == "websocket.accept":
        emit("accepted", connection=number)


def _message(number, direction, message, messages, error):
    if next(messages) >= MOST_MESSAGES:
        return
    text = message.get("text")
    if text is None:
        text = f"{len(message.get('bytes') or b'')} bytes"
    emit("message", connection=number, direction=direction, text=trace.cut(text), raised=_kind(error))


@guarded
def _handler_ended(number, scope, error):
    endpoint = scope.get("endpoint")
    emit(
        "handler_ended",
        connection=number,
        handler=getattr(endpoint, "__qualname__", None),
        **_description(error),
    )


def _kind(error):
    return None if error is None else type(error).__name__


def _description(error):
    """What an exception says, and the learner's line that it came through last."""
    if error is None:
        return {}
    first = error
    for _ in range(DEPTH):
        inner = getattr(first, "exceptions", None)
        if not isinstance(inner, tuple) or not inner:
            break
        first = inner[0]
    place = None
    step = first.__traceback__ or error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if is_learners(code.co_filename):
            place = place_in(code, step.tb_lineno)
        step = step.tb_next
    kind = _kind(error) if first is error else f"{_kind(error)} of {_kind(first)}"
    return {"raised": kind, "message": trace.cut(str(first)), "place": place}


# Tasks


def _install_factory(loop):
    """Wraps whatever factory the loop has, also one that the module has set since."""
    previous = loop.get_task_factory()
    if getattr(previous, "is_pitfalls", False):
        return

    def factory(loop, coroutine, **options):
        if previous is None:
            task = asyncio.Task(coroutine, loop=loop, **options)
        else:
            task = previous(loop, coroutine, **options)
        _created(task)
        return task

    factory.is_pitfalls = True
    loop.set_task_factory(factory)


@guarded
def _created(task):
    connection = _connection.get()
    # Only the real stack: who has awaited the creator did not create.
    created = place_of_frame(sys._getframe(2))
    if connection is not None or created is not None:
        _watch_task(task, kind="task", connection=connection, created=created)


@guarded
def _watch_task(task, kind, connection=None, created=None):
    if task is None or len(_tasks) >= MOST_TASKS:
        return
    number = _known.get(task)
    if number is None:
        number = next(_numbers)
        _known[task] = number
        _tasks[number] = _Watched(task, task.get_loop())
        # In an empty context, because the task's own one may hold what its creator has.
        task.add_done_callback(functools.partial(_ended, number), context=contextvars.Context())
    coroutine = task.get_coro()
    emit(
        "task_created",
        task=number,
        kind=kind,
        connection=connection,
        coroutine=getattr(coroutine, "__qualname__", None),
        own=_is_own(coroutine),
        place=created,
    )


def _is_own(coroutine):
    code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
    return None if code is None else is_learners(code.co_filename)


def _ended(number, task):
    _tasks.pop(number, None)
    _told_end(number, task)


@guarded
def _told_end(number, task):
    cancelled = task.cancelled()
    # Asking for `exception()` would mark it as retrieved.
    error = None if cancelled else getattr(task, "_exception", None)
    emit("task_ended", task=number, name=task.get_name(), cancelled=cancelled or None, **_description(error))


class _Unretrieved(logging.Filter):
    """Reads asyncio's log, and lets everything through."""

    def filter(self, record):
        _unretrieved(record)
        return True


@guarded
def _unretrieved(record):
    text = record.getMessage()
    if "was never retrieved" in text:
        name = re.search(r"name='([^']*)'", text)
        emit("unretrieved", name=name[1] if name else None, text=trace.cut(text))


# Looking at what lives


_is_looking = []


def _start_looking():
    if not _is_looking:
        _is_looking.append(True)
        # Not of `threading`, where a module could see it and a process would wait for it.
        _thread.start_new_thread(_look_on, ())


def _look_on():
    while True:
        _look()
        time.sleep(PAUSE)


@guarded
def _look():
    for number, watched in list(_tasks.items()):
        task = watched.ref()
        if task is None:
            _tasks.pop(number, None)
            emit("task_ended", task=number, lost=True)
            continue
        _look_at_task(number, watched, task)
        # The last reference must be dropped where the task belongs, because `finally` blocks run then.
        if sys.getrefcount(task) <= 2:
            watched.loop.call_soon_threadsafe(_drop, task)
        del task
    frames = sys._current_frames() if _threads else {}
    for number, watched in list(_threads.items()):
        thread = watched.ref()
        if thread is None or not thread.is_alive():
            _threads.pop(number, None)
            emit("thread_ended", task=number)
            continue
        place = place_of_frame(frames.get(thread.ident))
        if place != watched.last:
            watched.last = place
            emit("task_stands", task=number, name=thread.name, place=place)
    del frames
    _look_at_signal()


@guarded
def _look_at_task(number, watched, task):
    place = _standing(task.get_coro())
    waits = _awaited(task)
    is_cancelled = bool(getattr(task, "cancelling", int)())
    now = (place, waits, is_cancelled)
    if now != watched.last:
        watched.last = now
        emit(
            "task_stands",
            task=number,
            name=task.get_name(),
            place=place,
            waits_for=waits or None,
            cancelled=is_cancelled or None,
        )


def _drop(task):
    pass


def _standing(coroutine):
    """The innermost line of the learner at which a coroutine is, through generators and context managers."""
    found = None
    for _ in range(DEPTH):
        if coroutine is None:
            break
        inner = None
        for frame, awaited in (("cr_frame", "cr_await"), ("ag_frame", "ag_await"), ("gi_frame", "gi_yieldfrom")):
            if hasattr(coroutine, frame):
                at = getattr(coroutine, frame)
                if at is not None and is_learners(at.f_code.co_filename):
                    found = place_in(at.f_code, at.f_lineno)
                del at
                inner = getattr(coroutine, awaited)
                break
        else:
            # What an async generator's step or an `__await__` refers to is known to the garbage collector alone.
            if type(coroutine).__name__ in ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper"):
                inside = gc.get_referents(coroutine)
                inner = next((one for one in inside if inspect.isasyncgen(one) or inspect.iscoroutine(one)), None)
                del inside
        coroutine = inner
    return found


def _awaited(task):
    """The numbers of the tasks that a task waits for."""
    future = getattr(task, "_fut_waiter", None)
    if future is None:
        return []
    futures = [future, *(getattr(future, "_children", None) or [])]
    return [number for number in map(_number, futures) if number is not None]


def _number(future):
    return _known.get(future) if isinstance(future, asyncio.Task) else None


_last_signal = [None]


@guarded
def _look_at_signal():
    handler = signal.getsignal(signal.SIGTERM)
    owner = getattr(handler, "__self__", None)
    if handler is _last_signal[0] or isinstance(owner, uvicorn.Server):
        return
    code = getattr(handler, "__code__", None)
    if code is None or not is_learners(code.co_filename):
        return
    _last_signal[0] = handler
    place = place_in(code, code.co_firstlineno)
    emit("sigterm_replaced", place=place)


# Threads


_start_thread = threading.Thread.start


@functools.wraps(_start_thread)
def _start(self):
    _start_thread(self)
    _started(self)


@guarded
def _started(thread):
    created = place_of_frame(sys._getframe(2))
    connection = _connection.get()
    if created is None or len(_threads) >= MOST_TASKS:
        return
    number = next(_numbers)
    _threads[number] = _Watched(thread)
    emit("task_created", task=number, kind="thread", connection=connection, coroutine=_target(thread), place=created)


def _target(thread):
    target = getattr(thread, "_target", None)
    return getattr(target, "__qualname__", None) or type(thread).__qualname__


# Installing


def _install():
    load = uvicorn.config.Config.load

    @functools.wraps(load)
    def load_and_wrap(self):
        load(self)
        self.loaded_app = wrapped(self.loaded_app)

    uvicorn.config.Config.load = load_and_wrap

    shutdown = uvicorn.Server.shutdown

    @functools.wraps(shutdown)
    async def watched_shutdown(self, *arguments, **options):
        emit("shutdown_began")
        result = await shutdown(self, *arguments, **options)
        emit("shutdown_ended")
        return result

    uvicorn.Server.shutdown = watched_shutdown
    threading.Thread.start = _start
    logging.getLogger("asyncio").addFilter(_Unretrieved())


if trace.PATH is not None:
    # Opens the file before there are threads, which would each open it.
    emit("connections_watched")
    _install()
