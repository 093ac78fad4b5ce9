"""Makes short texts of the module's values, exceptions and functions without running any of its code.

A `__repr__` of the module's own may block, raise or load from a database. So only values of Python's own types are
shown as they are; of any other object, its type and the fields that are stored in it.
"""

import datetime
import decimal
import enum
import functools
import os
import pathlib
import re
import sys
import types
import uuid

from pitfall_places import is_learners
from pitfall_trace import TEXT_LIMIT, cut

_MASK = "•••"

_MEMBER_LIMIT = 12
_DEPTH_LIMIT = 4
# Of a text, only so much is looked at: what is further on is cut anyway.
_SEARCHED = 4096

_SECRET_NAME = re.compile(r"(?i)secret|passw(or)?d|api_?key|private_?key")
_PLAIN = (int, float, complex, bool, decimal.Decimal, uuid.UUID, range) + (
    datetime.date, datetime.time, datetime.datetime, datetime.timedelta, datetime.timezone,
)
_COLLECTIONS = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", dict: "{}"}


def _secrets():
    found = {value for name, value in os.environ.items() if _SECRET_NAME.search(name) and len(value) >= 6}
    return sorted(found, key=len, reverse=True)


# Read once: a module's own changes to the environment are its own.
_SECRETS = _secrets()


def _masked(string):
    for secret in _SECRETS:
        if secret in string:
            string = string.replace(secret, _MASK)
    return string


def _shortened(string):
    """The part of a text that can be shown, without its secrets, also one that the cut would go through."""
    longest = len(_SECRETS[0]) if _SECRETS else 0
    return cut(_masked(str.__str__(string)[: _SEARCHED + longest])[:_SEARCHED], TEXT_LIMIT)


def shown(value):
    """A short text for a value; never longer than TEXT_LIMIT."""
    try:
        return cut(_masked(_shown(value, 0)), TEXT_LIMIT)
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
    if kind in _PLAIN:
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
    opening, closing = _COLLECTIONS[kind]
    if depth >= _DEPTH_LIMIT:
        return f"{opening}…{closing}"
    if kind is set and not value:
        return "set()"
    if kind is dict:
        texts = _first_texts(value.items(), lambda item: f"{_shown(item[0], depth + 1)}: {_field(*item, depth + 1)}")
    else:
        texts = _first_texts(value, lambda member: _shown(member, depth + 1))
    comma = "," if kind is tuple and len(texts) == 1 else ""
    return opening + ", ".join(texts) + comma + closing


def _first_texts(members, text_of):
    """The texts of the first members, as long as there is room, then an ellipsis for the others."""
    texts = []
    room = TEXT_LIMIT
    for member in members:
        if len(texts) == _MEMBER_LIMIT or room <= 0:
            texts.append("…")
            break
        texts.append(text_of(member))
        room -= len(texts[-1])
    return texts


def _field(name, value, depth):
    if type(name) is str and _SECRET_NAME.search(name) and value is not None:
        return _MASK
    return _shown(value, depth)


def _object(value, kind, depth):
    name = type_name_of(kind)
    if depth >= _DEPTH_LIMIT or not _shows_fields(kind):
        return f"<{name}>"
    fields = [field for field in stored_fields(value) if not field[0].startswith("_")]
    texts = _first_texts(fields, lambda field: f"{field[0]}={_field(field[0], field[1], depth + 1)}")
    return f"{name}({', '.join(texts)})" if texts else f"<{name}>"


def stored_fields(value):
    """The fields that are stored in an object, read past its `__getattribute__`: name, value, and what replaces it."""
    kind = type(value)
    fields = []
    try:
        stored = object.__getattribute__(value, "__dict__")
    except Exception:
        stored = {}
    if type(stored) is dict:
        for name in list(stored)[:100]:
            if type(name) is str:
                fields.append((name, stored[name], functools.partial(stored.__setitem__, name)))
    for cls in kind.__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots)[:50]:
            member = cls.__dict__.get(name)
            if isinstance(member, types.MemberDescriptorType):
                try:
                    fields.append((name, member.__get__(value, kind), functools.partial(member.__set__, value)))
                except AttributeError:
                    pass
    return fields


# Types of libraries whose fields are what a developer asks for. Others' own insides say nothing.
_TELLING_TYPES = {"HTTPAuthorizationCredentials", "HTTPBasicCredentials", "Row"}


@functools.lru_cache(maxsize=1024)
def _shows_fields(kind):
    if kind.__name__ in _TELLING_TYPES:
        return True
    for member in list(vars(kind).values()):
        function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
        if isinstance(function, types.FunctionType) and is_learners(function.__code__.co_filename):
            return True
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return isinstance(file, str) and is_learners(file)


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
            return cut(f"{name}: {status}: {_unquoted(error.__dict__.get('detail'))}", TEXT_LIMIT)
        text = " ".join(_message(error).split())
        return cut(_masked(f"{name}: {text}" if text else name), TEXT_LIMIT)
    except Exception:
        return f"<{type_name(error)}>"


def _message(error):
    """What `str` makes of an exception; if that is the module's own code, what the exception was made with."""
    method = next(cls.__dict__["__str__"] for cls in type(error).__mro__ if "__str__" in cls.__dict__)
    code = getattr(method, "__code__", None)
    if code is not None and not is_learners(code.co_filename):
        return _unquoted(str(error))
    if code is None and len(error.args) == 1:
        return _unquoted(error.args[0])
    return _shown(error.args, 1) if error.args else ""


def _unquoted(value):
    return _shortened(value) if isinstance(value, str) else _shown(value, 1)


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
