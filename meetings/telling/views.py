"""The calendar, and the making of its address."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from meetings.telling import addresses
from meetings.telling.calendars import ASKED_AGAIN, calendar_of
from rorikt.people.permissions import needs
from rorikt.people.person import person

CALENDAR = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For the program of a calendar, which does not log in. Whoever has the secret reads it."""
    address = addresses.find_address(secret)
    if address is None:
        raise Http404
    content = calendar_of(address, timezone.localdate())
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(content, content_type=CALENDAR)
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={int(ASKED_AGAIN.total_seconds())}"
    response["Content-Disposition"] = 'inline; filename="moter.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@needs("rorikt.view_home")
def make_calendar(request: HttpRequest) -> HttpResponse:
    had_one = addresses.make_address(person(request), timezone.now())
    old = " Den gamle virker ikke lenger." if had_one else " Kopier den under."
    messages.success(request, f"Kalenderen har fått en {'ny ' if had_one else ''}adresse.{old}")
    return redirect("rorikt:wishes")


@require_POST
@needs("rorikt.view_home")
def take_calendar(request: HttpRequest) -> HttpResponse:
    addresses.take_address(person(request))
    messages.success(request, "Adressen virker ikke lenger.")
    return redirect("rorikt:wishes")
