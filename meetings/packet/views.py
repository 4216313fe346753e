"""The packets of the meeting at hand, to be downloaded."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from meetings.agenda.finding import find_item, find_meeting
from meetings.packet import editions
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.view_meeting")
def packet(request: HttpRequest, year: int, sequence: int) -> HttpResponseBase:
    """For the council the approved papers; for those who may see drafts also what is not yet approved."""
    edition = editions.edition_for(person(request), find_meeting(year, sequence))
    return editions.deliver(request, edition, person(request))


@needs("meetings.view_meeting")
def public_packet(request: HttpRequest, year: int, sequence: int) -> HttpResponseBase:
    edition = editions.edition_for(person(request), find_meeting(year, sequence), is_public=True)
    return editions.deliver(request, edition, person(request))


@needs("meetings.view_meeting")
def case_packet(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = find_item(pk)
    if found.meeting is None:
        raise Http404
    edition = editions.edition_for(person(request), found.meeting, is_public=_asks_public(request), only=found)
    return editions.deliver(request, edition, person(request))


@needs("meetings.view_meeting")
def packet_files(request: HttpRequest, year: int, sequence: int) -> HttpResponseBase:
    edition = editions.edition_for(person(request), find_meeting(year, sequence), is_public=_asks_public(request))
    return editions.deliver_files(request, edition, person(request))


def _asks_public(request: HttpRequest) -> bool:
    return request.GET.get("offentlig") == "1"
