"""The way from a figure to the very tickets it counts."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from support.tickets.models import Ticket

INCIDENT, REQUEST = Ticket.Kind.INCIDENT, Ticket.Kind.SERVICE_REQUEST

KIND_NAMES: dict[str, str] = {INCIDENT: "Feilmeldinger", REQUEST: "Tjenesteforespørsler"}
NOT_DESCRIBED = "Ikke beskrevet"
NO_MUNICIPALITY = "Ikke oppgitt"
# How the ticket list asks for tickets without a municipality.
WITHOUT_MUNICIPALITY = "none"
WITHOUT_TEAM = "none"
# How it asks for tickets that count in compliance and in means: not those with wrong data or without a target.
JUDGED = "judged"
# How it asks for tickets whose time to the first response is known.
MEASURED = "measured"
# And for those with a target for it, which was kept or not, and those that nobody has noted a response of.
IN_TIME, TOO_LATE, TARGETED, UNANSWERED = "in_time", "too_late", "targeted", "unanswered"


def tickets_url(**filters: Any) -> str:
    """The ticket list with these filters; dates become text, what is `None` is left out."""
    given = {name: str(value) for name, value in filters.items() if value is not None}
    return _list_address() + ("?" + urlencode(given) if given else "")


@cache
def _list_address() -> str:
    """A page of statistics has hundreds of links to it."""
    return reverse("support:tickets")
