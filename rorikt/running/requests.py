"""Each request gets an id, a line in the log and its place in the figures."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bound_contextvars

from rorikt.discretion import address_of
from rorikt.logs.request_ids import HEADER, id_of
from rorikt.metrics.counted import count_request

logger = logging.getLogger(__name__)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
NO_PAGE, FILES = "none", "static"
Answer = Callable[[HttpRequest], HttpResponseBase]


def told(get_response: Answer) -> Answer:
    """Middleware, before all others. It tells who by number, what was asked for without its query, and how it went."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request_id = id_of(request.headers.get(HEADER, ""), is_trusted=settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0)
        setattr(request, "request_id", request_id)  # noqa: B010  for those who show it
        queries = Counting()
        began = time.perf_counter()
        with bound_contextvars(request_id=request_id), connection.execute_wrapper(queries):
            response = get_response(request)
            seconds = time.perf_counter() - began
            _count(request, response.status_code, seconds)
            _log(request, response.status_code, seconds, queries.count)
        response[HEADER] = request_id
        return response

    return middleware


class Counting:
    """How many times the database is asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def view_of(request: HttpRequest) -> str:
    """The name of the page, of which there are as many as there are addresses in the code, whatever is asked for."""
    if request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return FILES
    return getattr(request.resolver_match, "view_name", "") or NO_PAGE


def _count(request: HttpRequest, status: int, seconds: float) -> None:
    view, method = view_of(request), str(request.method)
    method = method if method in METHODS else "other"
    count_request(method, status, view, seconds)


def _log(request: HttpRequest, status: int, seconds: float, queries: int) -> None:
    """What only asks whether all is well, and files of the pages that are there, are not worth a line."""
    view = view_of(request)
    is_dull = status < 400 and (view == FILES or getattr(request, "is_probe", False))
    facts = {
        "method": request.method or "",
        "path": address_of(request),
        "view": view,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "queries": queries,
        "user": getattr(getattr(request, "_cached_user", None), "pk", None),  # asked for by nobody: nobody is looked up
    }
    level = logging.DEBUG if is_dull else logging.WARNING if status >= 500 else logging.INFO
    logger.log(level, "request", extra={"told": facts})
