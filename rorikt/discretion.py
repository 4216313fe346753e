"""What a log may say of an error and of an address: where and of what kind, never what somebody had written.

The message of an exception holds what the code was working on: the row that PostgreSQL refused, the cell that was no
number. Whoever reads the logs may not read closed cases, so only messages that are made of names in the code are kept.
"""

import logging
import re
from typing import Any

from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import Error as DatabaseError
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.views.debug import SafeExceptionReporterFilter

GONE = "…"
# Their messages name what is in the code, and not what is in the data.
_OF_THE_CODE = (
    AttributeError, NameError, TypeError, ImportError, NotImplementedError, RecursionError, MemoryError,
    FieldError, ImproperlyConfigured, TemplateDoesNotExist, TemplateSyntaxError,
)  # fmt: skip
_NAMES_IN_ADDRESSES = 2  # the first words of an address are ours
_SECRET = re.compile(r"(/password/reset/key/|/kalender/)[^/\s]+")


class DiscreetFilter(logging.Filter):
    """On the handlers, so that it meets what every library logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            plain = without_data(record.exc_info[1])
            record.exc_info, record.exc_text = (type(plain), plain, plain.__traceback__), None
        if isinstance(record.args, tuple):
            record.args = tuple(said_of(one) if isinstance(one, BaseException) else one for one in record.args)
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(address_of(request) if one == request.path else one for one in record.args)
        return True


class ReporterFilter(SafeExceptionReporterFilter):
    """Nothing of what was typed, no value of any variable, and no setting that an address with a password may be."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|URL|LOCATION|HOST|USER", flags=re.IGNORECASE
    )

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


def without_data(error: BaseException) -> BaseException:
    """An error of the same name and from the same place, as are those that led to it, with what may be said of it."""
    seen: dict[int, BaseException] = {}

    def copied(one: BaseException | None) -> BaseException | None:
        if one is None:
            return None
        if id(one) not in seen:
            plain = seen[id(one)] = _named(type(one))(said_of(one, named=False))
            plain.__traceback__ = one.__traceback__
            plain.__cause__, plain.__context__ = copied(one.__cause__), copied(one.__context__)
            plain.__suppress_context__ = one.__suppress_context__
        return seen[id(one)]

    return copied(error) or error


def said_of(error: BaseException, *, named: bool = True) -> str:
    """What may be said of it, with the name of its class in front."""
    told = _told(error)
    return f"{type(error).__name__}: {told}".removesuffix(": ") if named else told


def address_of(request: HttpRequest) -> str:
    """Its path without what is not ours in it: names made of titles, and secrets. Numbers stay."""
    found = request.resolver_match
    if found is None:
        words = request.path.split("/")
        kept, rest = words[: _NAMES_IN_ADDRESSES + 1], words[_NAMES_IN_ADDRESSES + 1 :]
        return _SECRET.sub(rf"\1{GONE}", "/".join([*kept, GONE] if any(rest) else words))
    said = request.path
    for value in [*found.args, *found.kwargs.values()]:
        if isinstance(value, str) and value and not value.isdecimal():
            said = said.replace(f"/{value}", f"/{GONE}")
    return said


def _told(error: BaseException) -> str:
    if isinstance(error, DatabaseError) or hasattr(error, "pgcode"):
        return _told_by_database(error)
    if isinstance(error, OSError):
        return f"[{error.errno}] {error.strerror}" if error.strerror else ""
    return str(error) if isinstance(error, _OF_THE_CODE) else ""


def _told_by_database(error: BaseException) -> str:
    """PostgreSQL tells the row, so of that its code and names alone; SQLite tells only names."""
    cause: Any = error if hasattr(error, "pgcode") else error.__cause__
    if code := getattr(cause, "pgcode", None):
        names = [
            getattr(getattr(cause, "diag", None), f"{name}_name", None) for name in ("table", "column", "constraint")
        ]
        return " ".join([code, *filter(None, names)])
    return (str(error).partition("DETAIL")[0].splitlines() or [""])[0].strip()


def _named(kind: type[BaseException]) -> type[BaseException]:
    return type(kind.__name__, (Exception,), {"__module__": kind.__module__, "__qualname__": kind.__qualname__})
