"""Describes each route of an app, with its tree of dependencies."""

import starlette.routing
from fastapi.dependencies.models import _is_async_gen_callable, _is_coroutine_callable, _is_gen_callable
from fastapi.routing import iter_route_contexts
from pitfall_places import declared_at, is_learners
from pitfall_requests import report
from pitfall_values import name_of


def description(call):
    """What is said of a dependency or an endpoint: its name, where it is declared, and its kind."""
    kind = "async" if _is_async_gen_callable(call) or _is_coroutine_callable(call) else "sync"
    return {"name": name_of(call), **declared_at(call), "is_generator": is_generator(call) or None, "kind": kind}


def is_generator(call):
    return _is_gen_callable(call) or _is_async_gen_callable(call)


def describe_routes(app, prefix=""):
    """Reports all routes of an app, and of the apps that are mounted in it."""
    for context in iter_route_contexts(app.routes):
        route = context._effective_route
        if isinstance(route, starlette.routing.Mount):
            mounted = getattr(route, "app", None)
            if isinstance(mounted, starlette.routing.Router) or hasattr(mounted, "router"):
                describe_routes(mounted, prefix + route.path)
            continue
        call = context.endpoint
        if call is None:
            continue
        dependant = getattr(context, "dependant", None)
        tree = _tree(dependant) if dependant is not None else []
        place = declared_at(call)
        if not tree and not is_learners(place.get("file", "")):
            continue  # FastAPI's own, such as /docs
        for method in sorted(getattr(context, "methods", None) or ["websocket"]):
            report(
                "route", method=method, path=prefix + (context.path or ""), endpoint=name_of(call), **place,
                dependencies=tree,
            )


def _tree(dependant):
    return [
        {
            **description(dependency.call),
            "parameter": dependency.name,
            "use_cache": dependency.use_cache,
            "dependencies": _tree(dependency),
        }
        for dependency in dependant.dependencies
    ]
