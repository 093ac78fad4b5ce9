"""Puts watchers between the layers of middleware, and reports the layers in their real order.

The layers of an app, a router, a mount or a route are made by `cls(app, …)` for each entry of a list of middleware:
there the watchers come in. For layers around a finished app (`app = Wrapper(app)`) see `pitfall_wrappers`.
"""

import functools
import types

import fastapi.routing as routing
from fastapi import FastAPI
from pitfall_calls import WatchedCall
from pitfall_handlers import watch_handlers
from pitfall_layers import Layer, Watcher, describe_stack, is_watcher
from pitfall_places import declared_at, raised_at
from pitfall_requests import current_number, report
from pitfall_trace import PATH, guarded
from pitfall_values import exception, name_of, shown, type_name
from pitfall_wrappers import watch_wrappers
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Router

# For each app whose layers are being made, its watchers, the innermost first.
_building = []


def _watching_entry(self):
    """An entry of a list of middleware: instead of its class, what makes the layer and watches it."""
    return iter((_watched_factory(self.cls), self.args, self.kwargs))


def _watched_factory(cls):
    def make(app, *args, **kwargs):
        layer = cls(_watch_router(app), *args, **kwargs)
        return _watch_layer(layer, cls) or layer

    return make


def _watch_router(app):
    """The innermost layer is made around the router itself."""
    if isinstance(app, Router) and not is_watcher(app):
        return _watch(app, Layer.of_router) or app
    return app


def _watch_layer(app, cls):
    is_declaration = isinstance(cls, (type, types.FunctionType))
    return _watch(app, functools.partial(Layer, made_by=cls if is_declaration else None))


@guarded
def _watch(app, layer_of):
    watcher = Watcher(app, layer_of(app))
    if _building:
        _building[-1].append(watcher)
    return watcher


def _describing(build):
    @functools.wraps(build)
    def build_middleware_stack(self):
        watchers = []
        _building.append(watchers)
        try:
            stack = build(self)
        finally:
            _building.pop()
        describe_stack(watchers[::-1], type_name(self))
        return stack

    return build_middleware_stack


# The endpoint, inside of all layers


def _watching_endpoint(run):
    async def run_endpoint_function(*, dependant, **rest):
        endpoint = dependant.call
        _report_endpoint(endpoint, "enter")
        with WatchedCall(functools.partial(_endpoint_left, endpoint)) as call:
            call.value = await run(dependant=dependant, **rest)
        return call.value

    return run_endpoint_function


def _endpoint_left(endpoint, call):
    if call.raised is not None:
        _report_endpoint(endpoint, "leave", raised=exception(call.raised), raised_at=raised_at(call.raised))
    else:
        _report_endpoint(endpoint, "leave", returned=shown(call.value))


@guarded
def _report_endpoint(endpoint, phase, **fields):
    report(
        "layer", phase=phase, request=current_number(), name=name_of(endpoint), **declared_at(endpoint),
        kind="endpoint", package="module", **fields,
    )


def _install():
    Middleware.__iter__ = _watching_entry
    Starlette.build_middleware_stack = _describing(Starlette.build_middleware_stack)
    FastAPI.build_middleware_stack = _describing(FastAPI.build_middleware_stack)
    routing.run_endpoint_function = _watching_endpoint(routing.run_endpoint_function)
    watch_wrappers()
    watch_handlers()


if PATH is not None:
    _install()
