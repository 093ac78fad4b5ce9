"""Watches dependencies that yield: when the rest of such a generator runs, and what is thrown into it.

FastAPI is given a stand-in for the generator function. It makes the same generator, and returns it watched.
"""

import contextvars
import dataclasses

from pitfall_calls import WatchedCall
from pitfall_requests import report
from pitfall_routes import description
from pitfall_trace import guarded, now
from pitfall_values import exception

_entering = contextvars.ContextVar("pitfall_entering", default=None)


class YieldedGenerator:
    """One call of a generator function by FastAPI: `entered` runs until the yield, and `_end` reports what follows."""

    def __init__(self, call, request_number):
        self.call = call
        self.request_number = request_number
        self.has_yielded = False
        self.has_ended = False

    async def entered(self, solve, dependant, rest):
        """What FastAPI's `solve` returns for the generator: the value that it yields."""
        stand_in = _dependant_with_stand_in(dependant) or dependant
        token = _entering.set(self)
        try:
            with WatchedCall():
                return await solve(dependant=stand_in, **rest)
        finally:
            _entering.reset(token)

    def watched(self, generator):
        """What the module's generator function returned, watched if it is a generator."""
        if hasattr(generator, "__anext__") and hasattr(generator, "athrow"):
            return _AsyncGenerator(generator, self)
        if hasattr(generator, "__next__") and hasattr(generator, "throw"):
            return _Generator(generator, self)
        return generator

    def resuming(self, thrown=None, is_closing=False):
        """Around each call that runs the generator on."""

        def ended(call):
            if call.raised is not None or is_closing:
                self._end(call, thrown)
            elif thrown is None:
                self.has_yielded = True

        return WatchedCall(ended)

    def _end(self, call, thrown):
        if not self.has_yielded or self.has_ended:
            return
        self.has_ended = True
        is_usual = isinstance(call.raised, (StopIteration, StopAsyncIteration)) or call.raised is thrown
        report(
            "dependency_finished", call.began, request=self.request_number, **description(self.call), ended=now(),
            thrown=exception(thrown) if thrown is not None else None,
            raised=None if call.raised is None or is_usual else exception(call.raised),
        )


class _Watched:
    def __init__(self, generator, call):
        self._generator = generator
        self._call = call

    def __getattr__(self, name):
        return getattr(self._generator, name)


class _Generator(_Watched):
    def __iter__(self):
        return self

    def __next__(self):
        with self._call.resuming():
            return next(self._generator)

    def throw(self, *details):
        with self._call.resuming(_thrown(details)):
            return self._generator.throw(*details)

    def close(self):
        with self._call.resuming(is_closing=True):
            self._generator.close()


class _AsyncGenerator(_Watched):
    def __aiter__(self):
        return self

    async def __anext__(self):
        with self._call.resuming():
            return await self._generator.__anext__()

    async def athrow(self, *details):
        with self._call.resuming(_thrown(details)):
            return await self._generator.athrow(*details)

    async def aclose(self):
        with self._call.resuming(is_closing=True):
            await self._generator.aclose()


def _thrown(details):
    """The exception among the arguments of `throw`, which may begin with its type."""
    return details[1] if len(details) > 1 else details[0]


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

    def stand_in(*args, **values):
        entering = _entering.get()
        generator = call(*args, **values)
        return entering.watched(generator) if entering is not None and entering.call is call else generator

    stand_in.__wrapped__ = call
    _stand_ins[id(call)] = (call, stand_in)
    return stand_in


@guarded
def _dependant_with_stand_in(dependant):
    return dataclasses.replace(dependant, call=_stand_in(dependant.call))
