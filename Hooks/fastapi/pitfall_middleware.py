"""The layers around the routes in their real order, and each request's way through them and back.

Between every two layers stands a watcher, which passes on everything as it is. The layers of an app, a router, a
mount or a route are made by `cls(app, …)` for each entry of a list of middleware: there the watchers come in. Layers
around a finished app (`app = Wrapper(app)`) are found from the object that uvicorn serves, by what each of them keeps.
"""

import functools
import itertools
import types

import fastapi.routing as routing
import uvicorn.config
from fastapi import FastAPI
from pitfall_requests import begun, current, hide_frame, make_current, of_scope, report
from pitfall_trace import guarded, is_learners, now
from pitfall_values import exception, name_of, place_of, raised_at, shown, type_name
from starlette._utils import is_async_callable
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Router

_PASSES_LIMIT = 200


class _Layer:
    """What is said of a layer: its name, where it is declared, and whose it is."""

    def __init__(self, app, cls=None):
        self.stack = None
        self.index = None
        function = None
        if isinstance(app, BaseHTTPMiddleware):
            dispatch = app.__dict__.get("dispatch_func")
            if not (isinstance(dispatch, types.MethodType) and dispatch.__self__ is app):
                function = dispatch
        if function is None:
            function = cls or (app if isinstance(app, types.FunctionType) else type(app))
        self.name = name_of(function)
        self.place = place_of(function)
        self.kind = "function" if isinstance(app, BaseHTTPMiddleware) else "asgi"
        module = getattr(function, "__module__", None) or ""
        file = self.place.get("file", "")
        self.package = "module" if file and is_learners(file) else module.split(".")[0]

    def fields(self):
        return {"name": self.name, **self.place, "package": self.package, "kind": self.kind}


class Watcher:
    """Stands in for one layer, towards the layer outside of it."""

    def __init__(self, app, layer):
        object.__setattr__(self, "_pitfall_app", app)
        object.__setattr__(self, "_pitfall_layer", layer)

    async def __call__(self, scope, receive, send):
        app = self._pitfall_app
        if scope["type"] not in ("http", "websocket"):
            try:
                await app(scope, receive, send)
            except BaseException as error:
                hide_frame(error)
                raise
            return
        request, _ = begun(scope)
        passage = _Passage(request, self._pitfall_layer)
        passage.enter()

        async def watch_receive():
            try:
                message = await receive()
            except BaseException as error:
                hide_frame(error)
                raise
            passage.received(message)
            return message

        async def watch_send(message):
            passage.sent(message)
            try:
                await send(message)
            except BaseException as error:
                hide_frame(error)
                raise

        try:
            await app(scope, watch_receive, watch_send)
        except BaseException as error:
            passage.leave(error)
            hide_frame(error)
            raise
        passage.leave(None)

    # For whoever looks at the layer inside of it, as the module could without a watcher.

    def __getattr__(self, name):
        return getattr(object.__getattribute__(self, "_pitfall_app"), name)

    def __setattr__(self, name, value):
        setattr(self._pitfall_app, name, value)

    @property
    def __class__(self):
        return type(object.__getattribute__(self, "_pitfall_app"))


def _is_watcher(app):
    return type(app) is Watcher


class _Passage:
    """One request's way through one layer."""

    def __init__(self, request, layer):
        self.request = request
        self.layer = layer
        self.starts_before = request.starts
        self.start = None
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
        elif kind in ("websocket.accept", "websocket.close", "websocket.http.response.start"):
            self._report("response", message=kind, status=message.get("status") or message.get("code"))

    def _started(self, message):
        headers = {}
        for name, value in message.get("headers") or []:
            name = bytes(name).decode("latin-1").lower()
            headers[name] = headers.get(name, b"") + b"\n" + bytes(value)
        inner = self.request.last_start if self.request.starts > self.starts_before else None
        status = message.get("status")
        before = inner[1] if inner is not None else {}
        added = [name for name in headers if name not in before]
        changed = [name for name in headers if name in before and before[name] != headers[name]]
        removed = [name for name in before if name not in headers]
        self.request.last_start = (status, headers)
        self.request.starts += 1
        self._report(
            "response", status=status, headers=added, changed=changed or None, removed=removed or None,
            answered=True if inner is None else None, all_headers=list(headers)[:50],
            inner_status=inner[0] if inner is not None and inner[0] != status else None,
        )

    @guarded
    def leave(self, error):
        fields = {"pieces": self.pieces, "bytes": self.bytes, "complete": self.is_complete}
        if self.received_pieces:
            fields.update(received_pieces=self.received_pieces, received_bytes=self.received_bytes)
        if error is not None:
            fields.update(raised=exception(error), raised_type=type_name(error), raised_at=raised_at(error))
        self._report("leave", **fields)


# The layers of an app


def _watched_factory(cls):
    """Makes the layer as `cls` does, around a watched inner one."""

    def make(app, *args, **kwargs):
        made = cls(_watch(app) if isinstance(app, Router) and not _is_watcher(app) else app, *args, **kwargs)
        return _watch(made, cls)

    return make


@guarded
def _watch_or_none(app, cls):
    if cls is None and isinstance(app, Router):
        return Watcher(app, _router_layer(app))
    layer = _Layer(app, cls if isinstance(cls, (type, types.FunctionType)) else None)
    return Watcher(app, layer)


def _router_layer(app):
    layer = _Layer(app)
    layer.kind = "router"
    layer.name = "the router"
    layer.package = None
    layer.place = {}
    return layer


def _watch(app, cls=None):
    watcher = _watch_or_none(app, cls)
    if watcher is None:
        return app
    if _building:
        _building[-1].append(watcher)
    return watcher


# For each app whose layers are being made, its watchers, the innermost first.
_building = []


def _pairs(self):
    return iter((_watched_factory(self.cls), self.args, self.kwargs))


def _build(original):
    @functools.wraps(original)
    def build_middleware_stack(self):
        watchers = []
        _building.append(watchers)
        try:
            stack = original(self)
        finally:
            _building.pop()
        _describe_stack(watchers[::-1], type_name(self))
        return stack

    return build_middleware_stack


_stacks = itertools.count()


def _chain(app):
    """The layers from the outermost, each with what it stands for, as their watchers are nested."""
    chain = []
    for _ in range(_PASSES_LIMIT):
        if not _is_watcher(app):
            break
        chain.append(app)
        app = _inner(app)
    return chain


def _inner(watcher):
    """The next watcher inside of a layer, found in what the layer keeps."""
    for _, value, _ in _kept(object.__getattribute__(watcher, "_pitfall_app")):
        if _is_watcher(value):
            return value
    return None


@guarded
def _describe_stack(chain, name):
    number = next(_stacks)
    layers = []
    for index, watcher in enumerate(chain):
        layer = object.__getattribute__(watcher, "_pitfall_layer")
        layer.stack = number
        layer.index = index
        layers.append({"index": index, **layer.fields()})
    report("stack", stack=number, app=name, layers=layers)


# Layers around a finished app


def _kept(app):
    """What an object or a function keeps, with a function that replaces it."""
    if isinstance(app, types.MethodType):
        app = app.__self__
    if isinstance(app, functools.partial):
        return [(name, value, None) for name, value in enumerate([app.func, *app.args, *app.keywords.values()])]
    found = []
    if isinstance(app, types.FunctionType):
        for name, cell in zip(app.__code__.co_freevars, app.__closure__ or ()):
            try:
                found.append((name, cell.cell_contents, functools.partial(setattr, cell, "cell_contents")))
            except ValueError:
                pass
        for name in app.__code__.co_names:
            if name in app.__globals__:
                found.append((name, app.__globals__[name], None))
        return found
    fields = getattr(app, "__dict__", None)
    if isinstance(fields, dict):
        for name in list(fields)[:200]:
            found.append((name, fields[name], functools.partial(fields.__setitem__, name)))
    for cls in type.mro(type(app)):
        for name, member in list(vars(cls).items())[:200]:
            if isinstance(member, types.MemberDescriptorType):
                try:
                    found.append((name, member.__get__(app), functools.partial(member.__set__, app)))
                except AttributeError:
                    pass
    return found


def _watch_around(app, depth=0, seen=None):
    """Puts watchers between the layers around a Starlette app; false if there is none inside."""
    seen = set() if seen is None else seen
    if isinstance(app, Starlette):
        return True
    if depth > 30 or id(app) in seen or len(seen) > 5000 or not callable(app) or isinstance(app, type):
        return False
    seen.add(id(app))
    for _, value, replace in _kept(app):
        if isinstance(value, (types.ModuleType, str, int, type)) or not callable(value):
            continue
        if _watch_around(value, depth + 1, seen):
            if replace is not None and not isinstance(value, Starlette):
                replace(Watcher(value, _Layer(value)))
            return True
    return False


def _is_uvicorns(app):
    return type(app).__module__.split(".")[0] == "uvicorn"


@guarded
def _watch_served(config):
    outer = None
    app = config.loaded_app
    replace = functools.partial(setattr, config, "loaded_app")
    while _is_uvicorns(app) and "app" in vars(app):
        outer = app
        app = vars(app)["app"]
        replace = functools.partial(vars(outer).__setitem__, "app")
    if isinstance(app, Starlette):
        return
    if _watch_around(app):
        watcher = Watcher(app, _Layer(app))
        replace(watcher)
        _describe_stack(_chain(watcher), "around the app")
    else:
        report("layers_unseen", text=f"{type_name(app)} keeps no FastAPI app that a hook could find")
        replace(Watcher(app, _Layer(app)))


def _load(original):
    @functools.wraps(original)
    def load(self):
        original(self)
        _watch_served(self)

    return load


# Exception handlers


def _watched_handler(handler):
    """The handler as it is, of the same kind, reporting what it made of an exception."""
    if getattr(handler, "_pitfall", False):
        return handler
    if is_async_callable(handler):

        @functools.wraps(handler, updated=())
        async def handle(connection, error):
            began = now()
            try:
                response = await handler(connection, error)
            except BaseException as raised:
                _handled(handler, connection, error, began, None, raised)
                hide_frame(raised)
                raise
            _handled(handler, connection, error, began, response, None)
            return response

    else:

        @functools.wraps(handler, updated=())
        def handle(connection, error):
            began = now()
            try:
                response = handler(connection, error)
            except BaseException as raised:
                _handled(handler, connection, error, began, None, raised)
                hide_frame(raised)
                raise
            _handled(handler, connection, error, began, response, None)
            return response

    handle._pitfall = True
    return handle


@guarded
def _handled(handler, connection, error, began, response, raised):
    request = of_scope(connection.scope)
    place = place_of(handler)
    file = place.get("file", "")
    package = "module" if file and is_learners(file) else (getattr(handler, "__module__", None) or "").split(".")[0]
    report(
        "handler", began, request=request.number if request else None, ended=now(), name=name_of(handler), **place,
        package=package, exception=exception(error), raised_at=raised_at(error),
        status=getattr(response, "status_code", None), raised=exception(raised) if raised is not None else None,
    )


@guarded
def _watch_handlers(table):
    for key, handler in list(table.items()):
        table[key] = _watched_handler(handler)


def _install_handlers():
    make = ExceptionMiddleware.__init__
    add = ExceptionMiddleware.add_exception_handler

    @functools.wraps(make)
    def __init__(self, *args, **kwargs):
        make(self, *args, **kwargs)
        _watch_handlers(self._exception_handlers)
        _watch_handlers(self._status_handlers)

    @functools.wraps(add)
    def add_exception_handler(self, key, handler):
        add(self, key, handler)
        _watch_handlers(self._exception_handlers)
        _watch_handlers(self._status_handlers)

    ExceptionMiddleware.__init__ = __init__
    ExceptionMiddleware.add_exception_handler = add_exception_handler

    make_errors = ServerErrorMiddleware.__init__

    @functools.wraps(make_errors)
    def make_server_errors(self, *args, **kwargs):
        make_errors(self, *args, **kwargs)
        if self.handler is not None:
            self.handler = _watched_handler(self.handler)

    ServerErrorMiddleware.__init__ = make_server_errors


# The route


@guarded
def _endpoint_phase(phase, call, **fields):
    request = current()
    report(
        "layer", phase=phase, request=request.number if request else None, name=name_of(call), **place_of(call),
        kind="endpoint", package="module", **fields,
    )


def _install_route():
    run = routing.run_endpoint_function
    solve = routing.solve_dependencies

    async def solve_dependencies(*, request, **rest):
        known = of_scope(request.scope)
        if known is not None:
            make_current(known)
        try:
            return await solve(request=request, **rest)
        except BaseException as error:
            hide_frame(error)
            raise

    async def run_endpoint_function(*, dependant, **rest):
        _endpoint_phase("enter", dependant.call)
        try:
            value = await run(dependant=dependant, **rest)
        except BaseException as error:
            _endpoint_phase("leave", dependant.call, raised=exception(error), raised_at=raised_at(error))
            hide_frame(error)
            raise
        _endpoint_phase("leave", dependant.call, returned=shown(value))
        return value

    routing.solve_dependencies = solve_dependencies
    routing.run_endpoint_function = run_endpoint_function


def _install():
    Middleware.__iter__ = _pairs
    Starlette.build_middleware_stack = _build(Starlette.build_middleware_stack)
    FastAPI.build_middleware_stack = _build(FastAPI.build_middleware_stack)
    uvicorn.config.Config.load = _load(uvicorn.config.Config.load)
    _install_handlers()
    _install_route()


_install()
