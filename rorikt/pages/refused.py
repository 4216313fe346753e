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
    DISK_FULL_UNSURE,
    TOO_LONG,
    Unreachable,
    has_too_many_digits,
    in_words,
    is_database_away,
    is_disk_full,
)
from rorikt.snapshot import is_collision

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
            return None  # no page can be made that asks it: see `around_views`
        if sentence := in_words(error):
            passes = sentence in {BUSY, TOO_LONG} or isinstance(error, Unreachable)
            return _page(request, sentence, 503 if passes else 507 if is_disk_full(error) else 409)
        return None


def _page(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return _passing(render(request, "refused.html", {"reason": reason}, status=status))


def around_views() -> HttpResponse | None:
    """Where the fault at hand passes by itself or with room on the disk, a page that says so.

    It asks the database for nothing, and does not know whether the view had stored something: what fails here may be
    the session that is saved after it.
    """
    error = sys.exc_info()[1]
    if error is None:
        return None
    if is_disk_full(error):
        heading, reason, status = "Disken er full", DISK_FULL_UNSURE, 507
    elif is_database_away(error) or is_collision(error):
        heading, reason, status = "Databasen svarer ikke", DATABASE_AWAY, 503
    else:
        return None
    if not connection.in_atomic_block:
        connection.close()  # what comes after this answer asks for a new one
    html = render_to_string("away.html", {"heading": heading, "reason": reason})
    return _passing(HttpResponse(html, status=status))


def _passing(answer: HttpResponse) -> HttpResponse:
    if answer.status_code == 503:
        answer["Retry-After"] = "5"
    return answer
