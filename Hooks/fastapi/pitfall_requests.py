"""Which request an event belongs to: each gets a number, in the order in which they reach the app."""

import contextvars
import itertools
import sys

from fastapi import FastAPI
from pitfall_trace import emit, guarded, now
from pitfall_values import exception

# After so many events, hooks fall silent: a module that serves thousands of requests must not fill a disk.
EVENT_LIMIT = 20_000

_KEY = "pitfall.request"
_numbers = itertools.count(1)
_remaining = itertools.count(EVENT_LIMIT, -1)
_current = contextvars.ContextVar("pitfall_request", default=None)
_described = set()
_descriptions = []


class Request:
    __slots__ = ("number", "scope", "began", "status", "response_at", "response_ended", "last_start", "starts")

    def __init__(self, scope):
        self.number = next(_numbers)
        self.scope = scope
        self.began = now()
        self.status = None
        self.response_at = None
        self.response_ended = None
        # The last response start that a layer let out, and how many there were; for pitfall_middleware.
        self.last_start = None
        self.starts = 0


def report(event, at=None, **fields):
    """Emits an event, up to the limit."""
    left = next(_remaining)
    if left > 0:
        emit(event, at, **fields)
    elif left == 0:
        emit("silent", text=f"more than {EVENT_LIMIT} events")


def hide_frame(error):
    """Takes the calling function out of an exception's traceback, before it raises the exception again.

    So the module's log, and a response that shows a traceback, stay what they are without hooks.
    """
    trace = error.__traceback__
    if trace is not None and trace.tb_frame is sys._getframe(1):
        error.__traceback__ = trace.tb_next


def describe_app(description):
    """Calls `description(app)` once for each app, before its first request, when all of its routes are there."""
    _descriptions.append(guarded(description))


def of_scope(scope):
    return scope.get(_KEY)


def current():
    return _current.get()


def make_current(request):
    _current.set(request)


def begun(scope):
    """The request of this scope, and whether this call made it: the outermost watcher of a request does."""
    request = scope.get(_KEY)
    if request is not None:
        return request, False
    request = Request(scope)
    scope[_KEY] = request
    method = scope.get("method") or scope["type"]
    report("request", request.began, request=request.number, phase="begin", method=method, path=scope.get("path"))
    return request, True


async def watched(app, scope, receive, send):
    """Runs the app for one request, and reports how the request began and ended."""
    request, is_outermost = begun(scope)
    _current.set(request)
    if not is_outermost:
        try:
            await app(scope, receive, send)
        except BaseException as error:
            hide_frame(error)
            raise
        return

    async def watch_send(message):
        _sending(request, message)
        try:
            await send(message)
        except BaseException as error:
            hide_frame(error)
            raise
        _sent(request, message)

    raised = None
    try:
        await app(scope, receive, watch_send)
    except BaseException as error:
        raised = error
        hide_frame(error)
        raise
    finally:
        _ended(request, scope, raised)


@guarded
def _sending(request, message):
    if message.get("type") == "http.response.start" and request.response_at is None:
        request.response_at = now()
        request.status = message.get("status")


@guarded
def _sent(request, message):
    if message.get("type") == "http.response.body" and not message.get("more_body", False):
        request.response_ended = now()


@guarded
def _ended(request, scope, raised):
    report(
        "request", request.began, request=request.number, phase="end", ended=now(), status=request.status,
        method=scope.get("method") or scope["type"], path=scope.get("path"), response_at=request.response_at,
        response_ended=request.response_ended, raised=exception(raised) if raised is not None else None,
    )


def _install():
    original = FastAPI.__call__

    async def call(self, scope, receive, send):
        try:
            await serve(self, scope, receive, send)
        except BaseException as error:
            hide_frame(error)
            raise

    async def serve(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            try:
                await original(self, scope, receive, send)
            except BaseException as error:
                hide_frame(error)
                raise
            return
        if id(self) not in _described:
            _described.add(id(self))
            for description in _descriptions:
                description(self)

        async def app(scope, receive, send):
            try:
                await original(self, scope, receive, send)
            except BaseException as error:
                hide_frame(error)
                raise

        try:
            await watched(app, scope, receive, send)
        except BaseException as error:
            hide_frame(error)
            raise

    FastAPI.__call__ = call


_install()
