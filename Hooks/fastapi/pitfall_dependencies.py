"""Each route's dependencies, and each call of one: what it returned, yielded or raised.

FastAPI calls every dependency in `fastapi.dependencies.utils`: a generator by `_solve_generator`, everything else by
`call(…)` or `run_in_threadpool(call, …)`. Told that no dependency is a coroutine function, it calls all of those by
`run_in_threadpool`, and ours tells them apart as FastAPI would have. So no dependency is wrapped: overrides, cache
keys and the functions that the module sees stay what they are.
"""

import contextvars
import dataclasses

import fastapi.dependencies.utils as solving
import fastapi.routing as routing
import starlette.routing
from fastapi.dependencies.models import _is_async_gen_callable, _is_coroutine_callable, _is_gen_callable
from fastapi.routing import iter_route_contexts
from pitfall_requests import current, describe_app, hide_frame, make_current, of_scope, report
from pitfall_trace import guarded, is_learners, now
from pitfall_values import exception, name_of, place_of, raised_at, shown, type_name

_run_in_threadpool = solving.run_in_threadpool
_solve_generator = solving._solve_generator
_solve_dependencies = solving.solve_dependencies
_run_endpoint = routing.run_endpoint_function
_operation = routing._operation

_solution = contextvars.ContextVar("pitfall_solution", default=None)
_yielding = contextvars.ContextVar("pitfall_yielding", default=None)
_in_endpoint = contextvars.ContextVar("pitfall_in_endpoint", default=False)


# Routes


def _tree(dependant, depth=0):
    if depth > 30:
        return []
    return [
        {
            **_description(dependency.call),
            "parameter": dependency.name,
            "use_cache": dependency.use_cache,
            "dependencies": _tree(dependency, depth + 1),
        }
        for dependency in dependant.dependencies
    ]


def _description(call):
    is_generator = _is_gen_callable(call) or _is_async_gen_callable(call)
    kind = "async" if _is_async_gen_callable(call) or _is_coroutine_callable(call) else "sync"
    return {"name": name_of(call), **place_of(call), "is_generator": is_generator or None, "kind": kind}


def _describe_routes(app, prefix=""):
    for context in iter_route_contexts(app.routes):
        route = context._effective_route
        if isinstance(route, starlette.routing.Mount):
            mounted = getattr(route, "app", None)
            if isinstance(mounted, starlette.routing.Router) or hasattr(mounted, "router"):
                _describe_routes(mounted, prefix + route.path)
            continue
        dependant = getattr(context, "dependant", None)
        call = context.endpoint
        if call is None:
            continue
        tree = _tree(dependant) if dependant is not None else []
        place = place_of(call)
        if not tree and not is_learners(place.get("file", "")):
            continue  # FastAPI's own, such as /docs
        methods = sorted(getattr(context, "methods", None) or ["websocket"])
        for method in methods:
            report(
                "route", method=method, path=prefix + (context.path or ""), endpoint=name_of(call),
                **place, dependencies=tree,
            )


# Calls


class _Solution:
    """The dependencies of one request, while FastAPI solves them one after another."""

    def __init__(self, connection, dependant):
        self.connection = connection
        self.request = of_scope(connection.scope)
        self.number = self.request.number if self.request else None
        self.path = [dependant]
        self.positions = [0]
        self.pending = None

    def enter(self, dependant):
        self.settle()
        position = self.positions[-1]
        self.positions[-1] += 1
        self.path.append(dependant)
        self.positions.append(0)
        declared = self.path[-2].dependencies
        if position < len(declared) and declared[position].call is not dependant.call:
            return declared[position].call
        return None

    def leave(self, dependant, overridden, errors):
        self.settle()
        self.path.pop()
        self.positions.pop()
        if errors:
            self.report(dependant.call, dependant, now(), skipped=[_validation(error) for error in errors[:5]])
        else:
            self.pending = (dependant, overridden)

    def settle(self):
        """A dependency that FastAPI was ready to call and did not call: its value was there already."""
        if self.pending is not None:
            (dependant, overridden), self.pending = self.pending, None
            self.report(dependant.call, dependant, now(), overridden, cached=True)

    def report(self, call, dependant, at, overridden=None, **fields):
        parent = self.path[-1].call
        report(
            "dependency", at, request=self.number, parameter=dependant.name if dependant else None,
            parent=name_of(parent) if parent else None, depth=len(self.path) - 1,
            overrides=name_of(overridden) if overridden else None, **_description(call), **fields,
        )


def _validation(error):
    try:
        place = ".".join(str(part) for part in error["loc"] if isinstance(part, (str, int)))
        return f"{place}: {error['msg']}"
    except Exception:
        return "a parameter is not valid"


@guarded
def _begun(connection, dependant):
    return _Solution(connection, dependant)


@guarded
def _entered(solution, dependant):
    return solution.enter(dependant)


@guarded
def _left(solution, dependant, overridden, errors):
    solution.leave(dependant, overridden, errors)


async def _solve(*, request, dependant, **rest):
    solution = _solution.get()
    if solution is None or solution.connection is not request:
        try:
            return await _solve_all(request=request, dependant=dependant, **rest)
        except BaseException as error:
            hide_frame(error)
            raise
    overridden = _entered(solution, dependant)
    errors = None
    try:
        result = await _solve_dependencies(request=request, dependant=dependant, **rest)
        errors = result.errors
    except BaseException as error:
        # What it depends on raised: it is never called, and `_called` has reported that one.
        solution.path.pop()
        solution.positions.pop()
        hide_frame(error)
        raise
    _left(solution, dependant, overridden, errors)
    return result


async def _solve_all(*, request, dependant, **rest):
    solution = _begun(request, dependant)
    if solution is None:
        return await _solve_dependencies(request=request, dependant=dependant, **rest)
    if solution.request is not None:
        make_current(solution.request)
    token = _solution.set(solution)
    began = now()
    try:
        result = await _solve_dependencies(request=request, dependant=dependant, **rest)
    except BaseException as error:
        hide_frame(error)
        raise
    finally:
        _solution.reset(token)
    _solved(solution, dependant, result, began)
    return result


@guarded
def _solved(solution, dependant, result, began):
    solution.settle()
    call = dependant.call
    if result.errors:
        errors = [_validation(error) for error in result.errors[:5]]
        report("endpoint", now(), request=solution.number, **_description(call), skipped=errors)
    elif isinstance(solution.connection, solving.Request) and (_is_gen_callable(call) or _is_async_gen_callable(call)):
        report("endpoint", now(), request=solution.number, **_description(call))


@guarded
def _called(call, began, value=None, raised=None, at_yield=False):
    solution = _solution.get()
    if solution is None:
        return None
    dependant, overridden = solution.pending or (None, None)
    solution.pending = None
    fields = _result(value, raised)
    solution.report(call, dependant, began, overridden, ended=now(), **fields)
    return solution.number


def _result(value, raised):
    if raised is not None:
        return {"raised": exception(raised), "raised_at": raised_at(raised)}
    return {"returned": shown(value), "type": type_name(value), "is_null": value is None}


async def _run(call, /, *args, **values):
    began = now()
    try:
        if _is_coroutine_callable(call):
            value = await call(*args, **values)
        else:
            value = await _run_in_threadpool(call, *args, **values)
    except BaseException as error:
        _called(call, began, raised=error)
        hide_frame(error)
        raise
    _called(call, began, value)
    return value


# Generators


class _Life:
    """One call of a generator, from its yield to its end."""

    def __init__(self, call):
        self.call = call
        self.has_yielded = False
        self.has_ended = False

    def result(self, generator):
        """What the module's generator function returned, watched if it is a generator."""
        if hasattr(generator, "__anext__") and hasattr(generator, "athrow"):
            return _AsyncGenerator(generator, self)
        if hasattr(generator, "__next__") and hasattr(generator, "throw"):
            return _Generator(generator, self)
        return generator

    @guarded
    def end(self, began, raised=None, thrown=None):
        if not self.has_yielded or self.has_ended:
            return
        self.has_ended = True
        is_stop = isinstance(raised, (StopIteration, StopAsyncIteration)) or raised is thrown
        report(
            "dependency_finished", began, request=self.number, **_description(self.call), ended=now(),
            thrown=exception(thrown) if thrown is not None else None,
            raised=None if raised is None or is_stop else exception(raised),
        )

    number = None


class _Generator:
    def __init__(self, generator, life):
        self._generator = generator
        self._life = life

    def __iter__(self):
        return self

    def __next__(self):
        began = now()
        try:
            value = next(self._generator)
        except BaseException as error:
            self._life.end(began, error)
            hide_frame(error)
            raise
        self._life.has_yielded = True
        return value

    def throw(self, *details):
        began = now()
        thrown = details[1] if len(details) > 1 else details[0]
        try:
            value = self._generator.throw(*details)
        except BaseException as error:
            self._life.end(began, error, thrown)
            hide_frame(error)
            raise
        return value

    def close(self):
        began = now()
        try:
            self._generator.close()
        finally:
            self._life.end(began)

    def __getattr__(self, name):
        return getattr(self._generator, name)


class _AsyncGenerator:
    def __init__(self, generator, life):
        self._generator = generator
        self._life = life

    def __aiter__(self):
        return self

    async def __anext__(self):
        began = now()
        try:
            value = await self._generator.__anext__()
        except BaseException as error:
            self._life.end(began, error)
            hide_frame(error)
            raise
        self._life.has_yielded = True
        return value

    async def athrow(self, *details):
        began = now()
        thrown = details[1] if len(details) > 1 else details[0]
        try:
            value = await self._generator.athrow(*details)
        except BaseException as error:
            self._life.end(began, error, thrown)
            hide_frame(error)
            raise
        return value

    async def aclose(self):
        began = now()
        try:
            await self._generator.aclose()
        finally:
            self._life.end(began)

    def __getattr__(self, name):
        return getattr(self._generator, name)


# By id, because a callable need not be hashable; each entry keeps its callable, so that the id stays its own.
_stand_ins = {}


def _stand_in(call):
    """A function that FastAPI takes for the generator function `call`, and that watches what it returns.

    There is one for each callable, since FastAPI remembers the kind of thousands of functions.
    """
    entry = _stand_ins.get(id(call))
    if entry is not None and entry[0] is call:
        return entry[1]
    if len(_stand_ins) > 1000:
        _stand_ins.clear()

    def watching(*args, **values):
        life = _yielding.get()
        generator = call(*args, **values)
        return life.result(generator) if life is not None and life.call is call else generator

    watching.__wrapped__ = call
    _stand_ins[id(call)] = (call, watching)
    return watching


@guarded
def _standing_in(dependant):
    return dataclasses.replace(dependant, call=_stand_in(dependant.call))


async def _enter_generator(*, dependant, **rest):
    stand_in = _standing_in(dependant)
    life = _Life(dependant.call)
    token = _yielding.set(life)
    began = now()
    try:
        value = await _solve_generator(dependant=stand_in or dependant, **rest)
    except BaseException as error:
        _called(dependant.call, began, raised=error)
        hide_frame(error)
        raise
    finally:
        _yielding.reset(token)
    life.number = _called(dependant.call, began, value)
    return value


# The endpoint


@guarded
def _endpoint_ran(call, began, value, raised):
    request = current()
    number = request.number if request is not None else None
    report(
        "endpoint", began, request=number, **_description(call), ended=now(), **_result(value, raised),
    )


async def _endpoint(*, dependant, values, is_coroutine):
    began = now()
    token = _in_endpoint.set(True)
    try:
        value = await _run_endpoint(dependant=dependant, values=values, is_coroutine=is_coroutine)
    except BaseException as error:
        _endpoint_ran(dependant.call, began, None, error)
        hide_frame(error)
        raise
    finally:
        _in_endpoint.reset(token)
    _endpoint_ran(dependant.call, began, value, None)
    return value


class _WatchedOperation:
    """A WebSocket's endpoint, which FastAPI calls within an operation of its telemetry."""

    def __init__(self, operation, call):
        self._operation = operation
        self._call = call

    def __enter__(self):
        self._began = now()
        return self._operation.__enter__()

    def __exit__(self, kind, error, trace):
        _endpoint_ran(self._call, self._began, None, error)
        return self._operation.__exit__(kind, error, trace)


def _watched_operation(*, name, function=None, **rest):
    operation = _operation(name=name, function=function, **rest)
    if name == "endpoint" and function is not None and not _in_endpoint.get():
        return _WatchedOperation(operation, function)
    return operation


def _install():
    solving._is_coroutine_callable = lambda call: False
    solving.run_in_threadpool = _run
    solving._solve_generator = _enter_generator
    solving.solve_dependencies = _solve
    routing.solve_dependencies = _solve
    routing.run_endpoint_function = _endpoint
    routing._operation = _watched_operation
    describe_app(_describe_routes)


_install()
