"""Watches exception handlers: which exception each one handled, and what it made of it."""

import functools

from pitfall_calls import WatchedCall
from pitfall_places import declared_at, package_of, raised_at
from pitfall_requests import of_scope, report
from pitfall_trace import guarded, now
from pitfall_values import exception, name_of
from starlette._utils import is_async_callable
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware


def _watched(handler):
    """The handler as it is, of the same kind, reporting what it made of an exception."""
    if getattr(handler, "_pitfall", False):
        return handler

    if is_async_callable(handler):

        @functools.wraps(handler, updated=())
        async def handle(connection, error):
            with WatchedCall(functools.partial(_handled, handler, connection, error)) as call:
                call.value = await handler(connection, error)
            return call.value

    else:

        @functools.wraps(handler, updated=())
        def handle(connection, error):
            with WatchedCall(functools.partial(_handled, handler, connection, error)) as call:
                call.value = handler(connection, error)
            return call.value

    handle._pitfall = True
    return handle


def _handled(handler, connection, error, call):
    request = of_scope(connection.scope)
    report(
        "handler", call.began, request=request.number if request else None, ended=now(), name=name_of(handler),
        **declared_at(handler), package=package_of(handler), exception=exception(error), raised_at=raised_at(error),
        status=getattr(call.value, "status_code", None),
        raised=exception(call.raised) if call.raised is not None else None,
    )


@guarded
def _watch_tables(middleware):
    for table in (middleware._exception_handlers, middleware._status_handlers):
        for key, handler in list(table.items()):
            table[key] = _watched(handler)


def _watch_last_handler(middleware):
    if middleware.handler is not None:
        middleware.handler = _watched(middleware.handler)


def _followed_by(method, then):
    """The method, and then `then` of its object."""

    @functools.wraps(method)
    def both(self, *args, **kwargs):
        method(self, *args, **kwargs)
        then(self)

    return both


def watch_handlers():
    handling = ExceptionMiddleware
    handling.__init__ = _followed_by(handling.__init__, _watch_tables)
    handling.add_exception_handler = _followed_by(handling.add_exception_handler, _watch_tables)
    ServerErrorMiddleware.__init__ = _followed_by(ServerErrorMiddleware.__init__, _watch_last_handler)
