"""Notes which line of the module executes each SQL statement: through SQLAlchemy, aiosqlite, or Python's own sqlite3.

What SQLite does for it is noted by the library ModuleHooks, which sees no Python.
"""

import importlib.machinery
import importlib.util
import sys
import threading

import pitfall_trace as trace
from pitfall_places import current_place, on_loop

# Longer than other values, because it is compared with what SQLite was given.
STATEMENT_LIMIT = 16000
MOST_EVENTS = 10000

_state = threading.local()
_count = 0


def _emit(at, statement, place, **fields):
    global _count
    _count += 1
    if _count > MOST_EVENTS:
        return
    trace.emit(
        "execute",
        at=at,
        ended=trace.now(),
        statement=trace.cut(str(statement), STATEMENT_LIMIT),
        **fields,
        **(place or {}),
    )


def _watch_sqlalchemy(_module):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    begun = {}

    def is_async(connection):
        return bool(getattr(connection.dialect, "is_async", False))

    def begin(connection, cursor, statement, parameters, context, executemany):
        begun[id(cursor)] = trace.now(), current_place()
        # With asyncio, this thread executes other things in the meantime.
        _state.is_inside = not is_async(connection)

    def end(cursor, connection, statement, error=None):
        _state.is_inside = False
        at, place = begun.pop(id(cursor), (None, None))
        if at is None:
            return
        _emit(
            at,
            statement,
            place,
            by="SQLAlchemy",
            on_loop=on_loop() and not is_async(connection),
            error=None if error is None else trace.cut(repr(error)),
        )

    def after(connection, cursor, statement, parameters, context, executemany):
        end(cursor, connection, statement)

    def failed(context):
        cursor = getattr(context.execution_context, "cursor", None)
        if cursor is not None and context.connection is not None:
            end(cursor, context.connection, context.statement, context.original_exception)

    event.listen(Engine, "before_cursor_execute", trace.guarded(begin))
    event.listen(Engine, "after_cursor_execute", trace.guarded(after))
    event.listen(Engine, "handle_error", trace.guarded(failed))


def _watch_sqlite3(module):
    """Gives `connect` a class of its own for cursors, unless the module names one."""
    connect = module.connect

    def noted(method):
        def execute(self, *arguments):
            if getattr(_state, "is_inside", False):
                return method(self, *arguments)
            _state.is_inside = True
            at = trace.now()
            try:
                return method(self, *arguments)
            finally:
                _state.is_inside = False
                _note(at, arguments, _place(), "sqlite3")

        execute.__name__ = method.__name__
        return execute

    class Cursor(module.Cursor):
        __module__, __qualname__ = "sqlite3", "Cursor"
        execute = noted(module.Cursor.execute)
        executemany = noted(module.Cursor.executemany)
        executescript = noted(module.Cursor.executescript)

    class Connection(module.Connection):
        __module__, __qualname__ = "sqlite3", "Connection"
        # These make a cursor of the original class.
        execute = noted(module.Connection.execute)
        executemany = noted(module.Connection.executemany)
        executescript = noted(module.Connection.executescript)

        def cursor(self, factory=Cursor):
            return super().cursor(factory)

    def connect_noted(*arguments, **options):
        # The sixth argument is the class of the connection.
        if len(arguments) < 6:
            options.setdefault("factory", Connection)
        return connect(*arguments, **options)

    connect_noted.__name__ = connect_noted.__qualname__ = "connect"
    connect_noted.__doc__ = connect.__doc__
    module.connect = connect_noted


def _watch_aiosqlite(module):
    """Its own thread executes what a coroutine asks it for; only the coroutine knows the line."""
    execute = module.Connection._execute

    async def noted(self, function, *arguments, **options):
        if getattr(function, "__name__", None) not in ("execute", "executemany", "executescript"):
            return await execute(self, function, *arguments, **options)
        at, place = trace.now(), _place()
        try:
            return await execute(self, function, *arguments, **options)
        finally:
            _note(at, arguments, place, "aiosqlite")

    noted.__name__, noted.__qualname__ = execute.__name__, execute.__qualname__
    module.Connection._execute = noted


_place = trace.guarded(current_place)


@trace.guarded
def _note(at, arguments, place, by):
    if place is None or not arguments:
        return
    _emit(at, arguments[0], place, by=by, on_loop=on_loop() and by == "sqlite3")


class _Finder:
    """Calls `watch` when the module of that name has been imported, and leaves no trace in it."""

    def __init__(self, name, watch):
        self.name, self.watch, self.is_searching = name, watch, False

    def find_spec(self, name, path=None, target=None):
        if name != self.name or self.is_searching:
            return None
        self.is_searching = True
        try:
            spec = importlib.util.find_spec(name)
        except Exception:
            return None
        finally:
            self.is_searching = False
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader, self)
        return spec


class _Loader:
    def __init__(self, loader, finder):
        self.loader, self.finder = loader, finder

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        if self.finder in sys.meta_path:
            sys.meta_path.remove(self.finder)
        trace.guarded(self.finder.watch)(module)


if trace.PATH is not None:
    sys.meta_path.insert(0, _Finder("sqlalchemy", _watch_sqlalchemy))
    sys.meta_path.insert(0, _Finder("sqlite3.dbapi2", _watch_sqlite3))
    sys.meta_path.insert(0, _Finder("aiosqlite.core", _watch_aiosqlite))
