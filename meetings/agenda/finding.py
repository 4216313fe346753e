"""A meeting or a case found by its address, and the way to it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.agenda.models import AgendaItem, Meeting
from rorikt.pages.editing import Crumbs


def find_meeting(year: int, sequence: int) -> Meeting:
    """Raises Http404."""
    return get_object_or_404(Meeting, year=year, sequence=sequence)


def find_item(year: int, sequence: int, item: int) -> AgendaItem:
    """`item` is the number of the case within the meeting. Raises Http404."""
    items = AgendaItem.objects.select_related("meeting")
    return get_object_or_404(items, meeting__year=year, meeting__sequence=sequence, sequence=item)


def meeting_crumbs(meeting: Meeting, item: AgendaItem | None = None) -> Crumbs:
    crumbs = [("Møter", reverse("meetings:meetings")), (f"Møte {meeting.number}", meeting.get_absolute_url())]
    return [*crumbs, (item.number, item.get_absolute_url())] if item else crumbs
