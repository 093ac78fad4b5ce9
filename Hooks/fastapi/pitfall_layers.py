"""Stands between two layers of middleware, and reports each request's way through one layer and back.

A watcher passes on everything as it is.
"""

import itertools
import types

from pitfall_calls import WatchedCall
from pitfall_places import declared_at, package_of, raised_at
from pitfall_requests import begun, report
from pitfall_trace import guarded
from pitfall_values import exception, name_of, type_name
from starlette.middleware.base import BaseHTTPMiddleware


class Layer:
    """What is said of a layer: its name, where it is declared, and whose it is."""

    def __init__(self, app, made_by=None):
        """`made_by` is the class or the function that made the layer, where that is known."""
        # Set when the whole stack is known.
        self.stack = None
        self.index = None
        function = _dispatch_function(app) or made_by or (app if isinstance(app, types.FunctionType) else type(app))
        self.name = name_of(function)
        self.place = declared_at(function)
        self.kind = "function" if isinstance(app, BaseHTTPMiddleware) else "asgi"
        self.package = package_of(function)

    @classmethod
    def of_router(cls, app):
        layer = cls(app)
        layer.kind = "router"
        layer.name = "the router"
        layer.package = None
        layer.place = {}
        return layer

    def fields(self):
        return {"name": self.name, **self.place, "package": self.package, "kind": self.kind}


def _dispatch_function(app):
    """The function of `@app.middleware("http")`, which FastAPI gives to a class of its own."""
    if not isinstance(app, BaseHTTPMiddleware):
        return None
    function = app.__dict__.get("dispatch_func")
    is_own_method = isinstance(function, types.MethodType) and function.__self__ is app
    return None if is_own_method else function


class Watcher:
    """Stands in for one layer, towards the layer outside of it."""

    def __init__(self, app, layer):
        object.__setattr__(self, "_pitfall_app", app)
        object.__setattr__(self, "_pitfall_layer", layer)

    async def __call__(self, scope, receive, send):
        app = self._pitfall_app
        if scope["type"] != "http":
            with WatchedCall():
                await app(scope, receive, send)
            return
        request, _ = begun(scope)
        passage = _Passage(request, self._pitfall_layer)
        passage.enter()

        async def watch_receive():
            with WatchedCall():
                message = await receive()
            passage.received(message)
            return message

        async def watch_send(message):
            passage.sent(message)
            with WatchedCall():
                await send(message)

        with WatchedCall(lambda call: passage.leave(call.raised)):
            await app(scope, watch_receive, watch_send)

    # Whoever looks at the layer inside of it sees what the module would see without a watcher.

    def __getattr__(self, name):
        return getattr(object.__getattribute__(self, "_pitfall_app"), name)

    def __setattr__(self, name, value):
        setattr(self._pitfall_app, name, value)

    @property
    def __class__(self):
        return type(object.__getattribute__(self, "_pitfall_app"))


def is_watcher(app):
    return type(app) is Watcher


_stacks = itertools.count()


@guarded
def describe_stack(watchers, app_name):
    """Numbers the layers of a stack, from the outermost, and reports them."""
    number = next(_stacks)
    layers = []
    for index, watcher in enumerate(watchers):
        layer = object.__getattribute__(watcher, "_pitfall_layer")
        layer.stack = number
        layer.index = index
        layers.append({"index": index, **layer.fields()})
    report("stack", stack=number, app=app_name, layers=layers)


class _Passage:
    """One request's way through one layer."""

    def __init__(self, request, layer):
        self.request = request
        self.layer = layer
        self.starts_before = request.starts
        self.pieces = 0
        self.bytes = 0
        self.is_complete = False
        self.received_bytes = 0
        self.received_pieces = 0

    def _report(self, phase, **fields):
        layer = self.layer
        report(
            "layer", phase=phase, request=self.request.number, stack=layer.stack, index=layer.index,
            **layer.fields(), **fields,
        )

    @guarded
    def enter(self):
        self._report("enter")

    @guarded
    def received(self, message):
        if message.get("type") == "http.request":
            self.received_pieces += 1
            self.received_bytes += len(message.get("body", b""))

    @guarded
    def sent(self, message):
        kind = message.get("type")
        if kind == "http.response.start":
            self._started(message)
        elif kind == "http.response.body":
            self.pieces += 1 if message.get("body") else 0
            self.bytes += len(message.get("body", b""))
            self.is_complete = not message.get("more_body", False)

    def _started(self, message):
        """Compares the response's status and headers with those that the layer inside sent, if that one did."""
        status, headers = message.get("status"), _headers(message)
        is_answer = self.request.starts == self.starts_before
        inner_status, before = (status, {}) if is_answer else self.request.last_start
        changed = [name for name in headers if name in before and before[name] != headers[name]]
        removed = [name for name in before if name not in headers]
        self.request.last_start = (status, headers)
        self.request.starts += 1
        self._report(
            "response", status=status, headers=[name for name in headers if name not in before],
            changed=changed or None, removed=removed or None, answered=is_answer or None,
            all_headers=list(headers)[:50], inner_status=inner_status if inner_status != status else None,
        )

    @guarded
    def leave(self, error):
        fields = {"pieces": self.pieces, "bytes": self.bytes, "complete": self.is_complete}
        if self.received_pieces:
            fields.update(received_pieces=self.received_pieces, received_bytes=self.received_bytes)
        if error is not None:
            fields.update(raised=exception(error), raised_type=type_name(error), raised_at=raised_at(error))
        self._report("leave", **fields)


def _headers(message):
    """The values of each header, by its name in lower case, in their order."""
    headers = {}
    for name, value in message.get("headers") or []:
        name = bytes(name).decode("latin-1").lower()
        headers[name] = headers.get(name, b"") + b"\n" + bytes(value)
    return headers
