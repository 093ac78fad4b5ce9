"""Texts for values, exceptions and functions of the module, made without running any of its code.

A `__repr__` of the module's own may block, raise or load from a database. So only values of Python's own types are
shown as they are; of any other object, its type and the fields that are stored in it.
"""

import datetime
import decimal
import enum
import functools
import inspect
import linecache
import os
import pathlib
import re
import types
import uuid

from pitfall_trace import TEXT_LIMIT, cut, is_learners

MASK = "•••"

_MEMBER_LIMIT = 12
_DEPTH_LIMIT = 4
# Of a text, only so much is looked at: what is further on is cut anyway.
_SEARCHED = 4096

_SECRET_NAME = re.compile(r"(?i)secret|passw(or)?d|api_?key|private_?key")
_PLAIN = (int, float, complex, bool, decimal.Decimal, uuid.UUID, range)
_DATES = (datetime.date, datetime.time, datetime.datetime, datetime.timedelta, datetime.timezone)
_COLLECTIONS = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", dict: "{}"}


def _secrets():
    found = {value for name, value in os.environ.items() if _SECRET_NAME.search(name) and len(value) >= 6}
    return sorted(found, key=len, reverse=True)


# Read once: a module's own changes to the environment are its own.
_SECRETS = _secrets()


def masked(string):
    for secret in _SECRETS:
        if secret in string:
            string = string.replace(secret, MASK)
    return string


def _shortened(string):
    """The part of a text that can be shown, without its secrets, also one that the cut would go through."""
    longest = len(_SECRETS[0]) if _SECRETS else 0
    return cut(masked(str.__str__(string)[: _SEARCHED + longest])[:_SEARCHED], TEXT_LIMIT)


def shown(value):
    """A short text for a value; never longer than TEXT_LIMIT."""
    try:
        return cut(masked(_shown(value, 0)), TEXT_LIMIT)
    except Exception:
        return f"<{type_name(value)}>"


def _shown(value, depth):
    kind = type(value)
    if value is None or value is Ellipsis or value is NotImplemented:
        return repr(value)
    if kind is str:
        return repr(_shortened(value))
    if kind in (bytes, bytearray):
        return _bytes(value)
    if kind is int:
        return repr(value) if value.bit_length() < 600 else f"<int of {value.bit_length()} bits>"
    if kind in _PLAIN or kind in _DATES:
        return repr(value)
    if kind in _COLLECTIONS:
        return _collection(value, kind, depth)
    if isinstance(value, type):
        return f"<class {type_name_of(value)}>"
    if isinstance(value, enum.Enum):
        return f"{kind.__name__}.{value._name_}"
    if isinstance(value, pathlib.PurePath) and kind.__module__.startswith("pathlib"):
        return repr(_shortened(str(value)))
    if isinstance(value, BaseException):
        return exception(value)
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return f"<function {name_of(value)}>"
    if isinstance(value, types.CoroutineType):
        return f"<coroutine {value.__qualname__}>"
    if isinstance(value, (types.GeneratorType, types.AsyncGeneratorType)):
        return f"<generator {value.__qualname__}>"
    if isinstance(value, str):
        return repr(_shortened(str.__str__(value)))
    return _object(value, kind, depth)


def _bytes(value):
    start = bytes(value[: _SEARCHED + 1])
    text = start[:_SEARCHED].decode("latin-1")
    return "b" + repr(_shortened(text))


def _collection(value, kind, depth):
    ends = _COLLECTIONS[kind]
    if depth >= _DEPTH_LIMIT:
        return f"{ends[0]}…{ends[1]}"
    members = []
    room = TEXT_LIMIT
    for count, member in enumerate(value.items() if kind is dict else value):
        if count == _MEMBER_LIMIT or room <= 0:
            members.append("…")
            break
        if kind is dict:
            key, content = member
            text = f"{_shown(key, depth + 1)}: {_field(key, content, depth + 1)}"
        else:
            text = _shown(member, depth + 1)
        room -= len(text)
        members.append(text)
    if kind is set and not members:
        return "set()"
    comma = "," if kind is tuple and len(members) == 1 else ""
    return ends[0] + ", ".join(members) + comma + ends[1]


def _field(name, value, depth):
    if type(name) is str and _SECRET_NAME.search(name) and value is not None:
        return MASK
    return _shown(value, depth)


def _object(value, kind, depth):
    name = type_name_of(kind)
    if depth >= _DEPTH_LIMIT:
        return f"<{name}>"
    fields = _stored_fields(value, kind)
    texts = []
    room = TEXT_LIMIT
    for field, content in fields:
        if len(texts) == _MEMBER_LIMIT or room <= 0:
            texts.append("…")
            break
        text = f"{field}={_field(field, content, depth + 1)}"
        room -= len(text)
        texts.append(text)
    return f"{name}({', '.join(texts)})" if texts else f"<{name}>"


def _stored_fields(value, kind):
    """What an object of the module's keeps, read past its `__getattribute__`. A library's own insides say nothing."""
    if not _shows_fields(kind):
        return []
    fields = []
    try:
        stored = object.__getattribute__(value, "__dict__")
    except Exception:
        stored = {}
    if type(stored) is dict:
        fields += [(name, stored[name]) for name in list(stored)[:100] if type(name) is str]
    for cls in kind.__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots)[:50]:
            member = cls.__dict__.get(name)
            if isinstance(member, types.MemberDescriptorType):
                try:
                    fields.append((name, member.__get__(value, kind)))
                except AttributeError:
                    pass
    return [(name, content) for name, content in fields if not name.startswith("_")]


# Types of libraries whose fields are what a developer asks for.
_TELLING_TYPES = {"HTTPAuthorizationCredentials", "HTTPBasicCredentials", "Row"}


@functools.lru_cache(maxsize=1024)
def _shows_fields(kind):
    if kind.__name__ in _TELLING_TYPES:
        return True
    for cls in kind.__mro__[:1]:
        for member in list(vars(cls).values()):
            function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
            code = getattr(function, "__code__", None) if isinstance(function, types.FunctionType) else None
            if code is not None and is_learners(code.co_filename):
                return True
        module = inspect.sys.modules.get(cls.__module__)
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_learners(file):
            return True
    return False


def type_name(value):
    return type_name_of(type(value))


def type_name_of(kind):
    try:
        return str.__str__(type.__getattribute__(kind, "__name__"))
    except Exception:
        return "object"


def exception(error):
    """An exception as `Type: text`, or `HTTPException: 401: detail`."""
    try:
        name = type_name(error)
        status = error.__dict__.get("status_code")
        if type(status) is int:
            detail = error.__dict__.get("detail")
            return cut(f"{name}: {int(status)}: {_plain(detail)}", TEXT_LIMIT)
        own = type(error).__dict__.get("__str__") or next(
            (cls.__dict__["__str__"] for cls in type(error).__mro__ if "__str__" in cls.__dict__), None
        )
        code = getattr(own, "__code__", None)
        if code is None and len(error.args) == 1:
            text = _plain(error.args[0])
        elif code is None and error.args:
            text = _shown(error.args, 1)
        elif code is not None and not is_learners(code.co_filename):
            text = _plain(str(error))
        else:
            text = _shown(error.args, 1) if error.args else ""
        text = " ".join(text.split())
        return cut(masked(f"{name}: {text}" if text else name), TEXT_LIMIT)
    except Exception:
        return f"<{type_name(error)}>"


def _plain(value):
    return _shortened(value) if isinstance(value, str) else _shown(value, 1)


def raised_at(error):
    """Where an exception was raised: the innermost of the module's own lines that it came through."""
    try:
        found = None
        trace = error.__traceback__
        for _ in range(2000):
            if trace is None:
                break
            if is_learners(trace.tb_frame.f_code.co_filename):
                code = trace.tb_frame.f_code
                function = getattr(code, "co_qualname", code.co_name)
                found = {"file": code.co_filename, "line": trace.tb_lineno, "function": function}
            trace = trace.tb_next
        return found
    except Exception:
        return None


def name_of(call):
    """What a developer calls a function, a class, a method, a partial or a callable object."""
    try:
        if isinstance(call, functools.partial):
            return f"partial({name_of(call.func)})"
        if isinstance(call, types.MethodType) and not isinstance(call.__self__, type):
            return f"{type_name(call.__self__)}.{call.__func__.__name__}"
        if isinstance(call, type):
            return type_name_of(call)
        if isinstance(call, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)):
            return call.__qualname__.replace(".<locals>", "")
        return type_name(call)
    except Exception:
        return "?"


def place_of(call):
    """The file and line where a function or a class is declared; empty where there is no source."""
    try:
        code = _code_of(call)
        if code is None:
            kind = call if isinstance(call, type) else type(call)
            return _place_of_class(kind)
        return {"file": code.co_filename, "line": _declaration(code.co_filename, code.co_firstlineno)}
    except Exception:
        return {}


def _code_of(call):
    for _ in range(50):
        if isinstance(call, functools.partial):
            call = call.func
        elif isinstance(call, types.MethodType):
            call = call.__func__
        elif isinstance(call, types.FunctionType):
            # A decorator's wrapper stands in the decorator; what it wraps is what was declared.
            if "__wrapped__" not in call.__dict__:
                return call.__code__
            call = call.__dict__["__wrapped__"]
        else:
            return None
    return None


@functools.lru_cache(maxsize=1024)
def _place_of_class(kind):
    try:
        file = inspect.getsourcefile(kind)
        return {"file": os.path.abspath(file), "line": inspect.getsourcelines(kind)[1]} if file else {}
    except (OSError, TypeError):
        return {}


@functools.lru_cache(maxsize=4096)
def _declaration(file, first):
    """The line of `def`, which follows the decorators' lines."""
    for line in range(first, first + 30):
        if re.match(r"\s*(async\s+def|def|class)\b", linecache.getline(file, line)):
            return line
    return first
