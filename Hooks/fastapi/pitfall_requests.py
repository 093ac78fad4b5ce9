"""Numbers the requests, in the order in which they reach the app, and reports how each began and ended."""

import contextvars
import itertools

from fastapi import FastAPI
from pitfall_calls import WatchedCall
from pitfall_trace import PATH, emit, guarded, now
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
    __slots__ = ("number", "began", "status", "response_at", "response_ended", "last_start", "starts")

    def __init__(self):
        self.number = next(_numbers)
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


def describe_app(description):
    """Calls `description(app)` once for each app, before its first request, when all of its routes are there."""
    _descriptions.append(guarded(description))


def of_scope(scope):
    return scope.get(_KEY)


def current_number():
    """The number of the request that this task or thread works for."""
    request = _current.get()
    return request.number if request is not None else None


def begun(scope):
    """The request of this scope, and whether this call made it: the outermost watcher of a request does."""
    request = scope.get(_KEY)
    if request is not None:
        return request, False
    request = Request()
    scope[_KEY] = request
    report(
        "request", request.began, request=request.number, phase="begin", method=scope.get("method"),
        path=scope.get("path"),
    )
    return request, True


def _describe(app):
    if id(app) not in _described:
        _described.add(id(app))
        for description in _descriptions:
            description(app)


async def _watch(call, app, scope, receive, send):
    """Runs the app for one request, and reports how the request began and ended."""
    request, is_outermost = begun(scope)
    _current.set(request)
    if not is_outermost:
        with WatchedCall():
            await call(app, scope, receive, send)
        return

    async def watch_send(message):
        _sending(request, message)
        with WatchedCall():
            await send(message)
        _sent(request, message)

    with WatchedCall(lambda call: _ended(request, scope, call.raised)):
        await call(app, scope, receive, watch_send)


@guarded
def _sending(request, message):
    if message.get("type") == "http.response.start" and request.response_at is None:
        request.response_at = now()
        request.status = message.get("status")


@guarded
def _sent(request, message):
    if message.get("type") == "http.response.body" and not message.get("more_body", False):
        request.response_ended = now()


def _ended(request, scope, raised):
    report(
        "request", request.began, request=request.number, phase="end", ended=now(), status=request.status,
        method=scope.get("method"), path=scope.get("path"), response_at=request.response_at,
        response_ended=request.response_ended, raised=exception(raised) if raised is not None else None,
    )


def _install():
    original = FastAPI.__call__

    async def call(self, scope, receive, send):
        with WatchedCall():
            if scope["type"] == "http":
                _describe(self)
                await _watch(original, self, scope, receive, send)
            else:
                await original(self, scope, receive, send)

    FastAPI.__call__ = call


if PATH is not None:
    _install()
