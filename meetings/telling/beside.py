"""What stands on the page «Varsler»: the calendar to subscribe to."""

from collections.abc import Iterable

from django.http import HttpRequest

from meetings.telling.addresses import path_of
from meetings.telling.models import CalendarAddress
from rorikt.mail.links import link_by_site
from rorikt.pages.beside import Piece
from rorikt.people.models import User


def calendar_beside(request: HttpRequest, user: User) -> Iterable[Piece]:
    address = CalendarAddress.objects.filter(user=user).first()
    url = link_by_site(request, path_of(address)) if address else ""
    context = {"url": url, "webcal": f"webcal://{url.partition('://')[2]}" if url else ""}
    yield Piece("below", "meetings/telling/calendar.html", context)
