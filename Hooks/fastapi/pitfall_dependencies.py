"""Watches each call of a dependency, and of the endpoint: what it returned, yielded or raised.

FastAPI calls every dependency in `fastapi.dependencies.utils`: a generator by `_solve_generator`, everything else by
`call(…)` or `run_in_threadpool(call, …)`. Told that no dependency is a coroutine function, it calls all of those by
`run_in_threadpool`, and ours tells them apart as FastAPI would have. So no dependency is wrapped: overrides, cache
keys and the functions that the module sees stay what they are.
"""

import contextvars
import functools

import fastapi.dependencies.utils as solving
import fastapi.routing as routing
from fastapi.dependencies.models import _is_coroutine_callable
from pitfall_calls import WatchedCall
from pitfall_generators import YieldedGenerator
from pitfall_places import raised_at
from pitfall_requests import current_number, describe_app, of_scope, report
from pitfall_routes import describe_routes, description, is_generator
from pitfall_trace import PATH, guarded, now
from pitfall_values import exception, name_of, shown, type_name

_run_in_threadpool = solving.run_in_threadpool
_solve_generator = solving._solve_generator
_solve_dependencies = solving.solve_dependencies
_run_endpoint = routing.run_endpoint_function

_solution = contextvars.ContextVar("pitfall_solution", default=None)


class _Solution:
    """The dependencies of one request, while FastAPI solves them one after another.

    For each one FastAPI first solves what it depends on (between `enter` and `leave`). Then it calls the dependency
    (`called`), unless its value is in the cache already: in that case the next thing it does is something else.
    """

    def __init__(self, connection, request, endpoint):
        self.connection = connection
        self.number = request.number
        # From the endpoint inward: what is being solved, and the rest of what that one declares.
        self.path = [(endpoint, iter(endpoint.dependencies))]
        # What FastAPI will call next, with what the module's overrides replaced by it.
        self.ready = None

    @guarded
    def enter(self, dependant):
        self.settle()
        _, declarations = self.path[-1]
        declared = next(declarations, dependant)
        self.path.append((dependant, iter(dependant.dependencies)))
        return declared.call if declared.call is not dependant.call else None

    @guarded
    def leave(self, dependant, overridden, errors):
        self.settle()
        self.path.pop()
        if errors:
            self._report(dependant, now(), skipped=_reasons(errors))
        else:
            self.ready = (dependant, overridden)

    def fail(self):
        """Something that a dependency depends on raised: `called` has reported that one, and the others never run."""
        self.path.pop()

    def settle(self):
        """A dependency that was ready and was not called: its value was in the cache."""
        if self.ready is not None:
            (dependant, overridden), self.ready = self.ready, None
            self._report(dependant, now(), overridden, cached=True)

    def called(self, call):
        (dependant, overridden), self.ready = self.ready, None
        self._report(dependant, call.began, overridden, ended=now(), **_outcome(call))

    def _report(self, dependant, at, overridden=None, **fields):
        parent, _ = self.path[-1]
        report(
            "dependency", at, request=self.number, parameter=dependant.name, parent=name_of(parent.call),
            depth=len(self.path) - 1, overrides=name_of(overridden) if overridden else None,
            **description(dependant.call), **fields,
        )


def _reasons(errors):
    """Why FastAPI calls nothing that needs these parameters."""
    return [_reason(error) for error in errors[:5]]


def _reason(error):
    try:
        place = ".".join(str(part) for part in error["loc"] if isinstance(part, (str, int)))
        return f"{place}: {error['msg']}"
    except Exception:
        return "a parameter is not valid"


def _outcome(call):
    if call.raised is not None:
        return {"raised": exception(call.raised), "raised_at": raised_at(call.raised)}
    return {"returned": shown(call.value), "type": type_name(call.value), "is_null": call.value is None}


# What takes the place of FastAPI's functions


async def _solve(*, request, dependant, **rest):
    solution = _solution.get()
    if solution is None or solution.connection is not request:
        with WatchedCall():
            return await _solve_all(request=request, dependant=dependant, **rest)
    overridden = solution.enter(dependant)
    with WatchedCall(lambda call: solution.fail() if call.raised is not None else None):
        result = await _solve_dependencies(request=request, dependant=dependant, **rest)
    solution.leave(dependant, overridden, result.errors)
    return result


async def _solve_all(*, request, dependant, **rest):
    known = of_scope(request.scope)
    if known is None:
        with WatchedCall():
            return await _solve_dependencies(request=request, dependant=dependant, **rest)
    solution = _Solution(request, known, dependant)
    token = _solution.set(solution)
    try:
        with WatchedCall():
            result = await _solve_dependencies(request=request, dependant=dependant, **rest)
    finally:
        _solution.reset(token)
    _solved(solution, dependant.call, result.errors)
    return result


@guarded
def _solved(solution, endpoint, errors):
    solution.settle()
    # A generator's values become the response's pieces: it is not called as other endpoints are.
    if errors or is_generator(endpoint):
        skipped = _reasons(errors) if errors else None
        report("endpoint", now(), request=solution.number, **description(endpoint), skipped=skipped)


def _called(call):
    solution = _solution.get()
    if solution is not None:
        solution.called(call)


async def _run(function, /, *args, **values):
    with WatchedCall(_called) as call:
        if _is_coroutine_callable(function):
            call.value = await function(*args, **values)
        else:
            call.value = await _run_in_threadpool(function, *args, **values)
    return call.value


async def _enter_generator(*, dependant, **rest):
    solution = _solution.get()
    with WatchedCall(_called) as call:
        if solution is None:
            call.value = await _solve_generator(dependant=dependant, **rest)
        else:
            generator = YieldedGenerator(dependant.call, solution.number)
            call.value = await generator.entered(_solve_generator, dependant, rest)
    return call.value


async def _run_endpoint_function(*, dependant, **rest):
    with WatchedCall(functools.partial(_endpoint_ran, dependant.call)) as call:
        call.value = await _run_endpoint(dependant=dependant, **rest)
    return call.value


def _endpoint_ran(endpoint, call):
    report(
        "endpoint", call.began, request=current_number(), **description(endpoint), ended=now(), **_outcome(call),
    )


def _install():
    solving._is_coroutine_callable = lambda call: False
    solving.run_in_threadpool = _run
    solving._solve_generator = _enter_generator
    solving.solve_dependencies = _solve
    routing.solve_dependencies = _solve
    routing.run_endpoint_function = _run_endpoint_function
    describe_app(describe_routes)


if PATH is not None:
    _install()
