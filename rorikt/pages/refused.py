"""What the person reads when what was asked could not be done, through no fault of the code. Nothing is stored."""

import sys
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import DataError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from rorikt.refusals import (
    BUSY,
    DATABASE_AWAY,
    DISK_FULL,
    TOO_LONG,
    Unreachable,
    has_too_many_digits,
    in_words,
    is_database_away,
    is_disk_full,
)

# A character that no database keeps in a text, as it stands in an address.
NUL = "%00"


class RefusalMiddleware:
    """The last resort: a page with a form says it there first, and keeps what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.get_full_path_info():
            raise Http404
        try:
            _ = request.POST  # an upload is received here, before any view, and may fill the disk
        except OSError as error:
            if is_disk_full(error):
                return _page(request, DISK_FULL, 507)
            raise
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.method in {"GET", "HEAD"} and (
            isinstance(error, OverflowError | DataError) or has_too_many_digits(error)
        ):
            raise Http404 from error  # a number that no row can have
        if isinstance(error, ValidationError):
            return _page(request, " ".join(error.messages), 409)
        if is_database_away(error):
            return None  # no page can be made that asks it: see `away`
        if sentence := in_words(error):
            passes = sentence in {BUSY, TOO_LONG} or isinstance(error, Unreachable)
            return _page(request, sentence, 503 if passes else 507 if is_disk_full(error) else 409)
        return None


def _page(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    answer = render(request, "refused.html", {"reason": reason}, status=status)
    if status == 503:
        answer["Retry-After"] = "5"
    return answer


def away() -> HttpResponse | None:
    """Where the fault at hand is that the database is away, a page that says so and asks it for nothing."""
    if not is_database_away(sys.exc_info()[1]):
        return None
    if not connection.in_atomic_block:
        connection.close()  # what comes after this answer asks for a new one
    html = render_to_string("away.html", {"reason": DATABASE_AWAY})
    return HttpResponse(html, status=503, headers={"Retry-After": "5"})
