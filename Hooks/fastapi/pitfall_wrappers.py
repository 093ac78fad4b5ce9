"""Puts watchers between layers around a finished app (`app = Wrapper(app)`).

They are found from the object that uvicorn serves, by what each layer keeps: fields, a closure, or globals.
"""

import functools
import types

import uvicorn.config
from pitfall_layers import Layer, Watcher, describe_stack, is_watcher
from pitfall_requests import report
from pitfall_trace import guarded
from pitfall_values import stored_fields, type_name
from starlette.applications import Starlette

_LAYERS_LIMIT = 200


@guarded
def _watch_served(config):
    app = config.loaded_app
    replace = functools.partial(setattr, config, "loaded_app")
    # uvicorn has layers of its own.
    while type(app).__module__.split(".")[0] == "uvicorn" and "app" in vars(app):
        replace = functools.partial(vars(app).__setitem__, "app")
        app = vars(app)["app"]
    if isinstance(app, Starlette):
        return
    watcher = Watcher(app, Layer(app))
    if _watch_inside(app):
        replace(watcher)
        describe_stack(_chain(watcher), "around the app")
    else:
        report("layers_unseen", text=f"{type_name(app)} keeps no FastAPI app that a hook could find")
        replace(watcher)


def _watch_inside(app, depth=0, seen=None):
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
        if _watch_inside(value, depth + 1, seen):
            if replace is not None and not isinstance(value, Starlette):
                replace(Watcher(value, Layer(value)))
            return True
    return False


def _chain(watcher):
    """The watchers from this one inward."""
    chain = []
    while watcher is not None and len(chain) < _LAYERS_LIMIT:
        chain.append(watcher)
        kept = _kept(object.__getattribute__(watcher, "_pitfall_app"))
        watcher = next((value for _, value, _ in kept if is_watcher(value)), None)
    return chain


def _kept(app):
    """What a layer keeps: name, value, and what replaces it; None for what is not the layer's alone."""
    if isinstance(app, types.MethodType):
        app = app.__self__
    if isinstance(app, functools.partial):
        return [(name, value, None) for name, value in enumerate([app.func, *app.args, *app.keywords.values()])]
    if isinstance(app, types.FunctionType):
        return [*_closure(app), *_globals(app)]
    return stored_fields(app)


def _closure(function):
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            yield name, cell.cell_contents, functools.partial(setattr, cell, "cell_contents")
        except ValueError:
            pass  # A variable without a value.


def _globals(function):
    for name in function.__code__.co_names:
        if name in function.__globals__:
            yield name, function.__globals__[name], None


def watch_wrappers():
    load = uvicorn.config.Config.load

    @functools.wraps(load)
    def load_and_watch(self):
        load(self)
        _watch_served(self)

    uvicorn.config.Config.load = load_and_watch
