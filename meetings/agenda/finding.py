"""A meeting or a case found by its address, and the way to it."""

from typing import NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.agenda.closed import title_for
from meetings.agenda.models import AgendaItem, Meeting
from rorikt.pages.editing import Crumbs
from rorikt.people.models import User

# What pages are called by those who add to them, and what each is about; see rorikt/pages/beside.py.
MEETING = "meetings.meeting"  # a Meeting
CASE = "meetings.case"  # an AgendaItem
ATTACHMENT = "meetings.attachment"  # an Attachment


def find_meeting(year: int, sequence: int) -> Meeting:
    """Raises Http404."""
    return get_object_or_404(Meeting, year=year, sequence=sequence)


def find_item(pk: int) -> AgendaItem:
    """By the primary key of its reference. Raises Http404."""
    items = AgendaItem.objects.select_related("meeting", "treatment", "follows__meeting")
    return get_object_or_404(items, reference=pk)


def may_see(item: AgendaItem, user: User) -> bool:
    """A case that waits for a meeting is a draft, for those who prepare it."""
    return item.meeting is not None or user.has_perm("meetings.view_queue")


def meeting_crumbs(meeting: Meeting | None, item: AgendaItem | None = None) -> Crumbs:
    """`meeting` is None for a case that waits for one."""
    crumbs = [("Møter", reverse("meetings:meetings"))]
    if meeting:
        crumbs.append((f"Møte {meeting.number}", meeting.get_absolute_url()))
    elif item:
        crumbs.append(queue_crumb())
    return [*crumbs, (item.number or item.title, item.get_absolute_url())] if item else crumbs


def queue_crumb() -> tuple[str, str]:
    return "Saker som venter", reverse("meetings:queue")


class Neighbour(NamedTuple):
    label: str
    title: str
    url: str


def neighbours_of(item: AgendaItem, user: User) -> list[Neighbour]:
    """The case before it in the meeting and the one after it, those that there are, as this person may see them."""
    if item.meeting is None or item.sequence is None:
        return []
    around = item.meeting.agenda.filter(sequence__in=[item.sequence - 1, item.sequence + 1])
    by_sequence = {one.sequence: one for one in around.select_related("meeting")}
    before, after = by_sequence.get(item.sequence - 1), by_sequence.get(item.sequence + 1)
    found = (("Forrige sak", before), ("Neste sak", after))
    return [
        Neighbour(label, f"{one.number} {title_for(one, user)}", one.get_absolute_url()) for label, one in found if one
    ]
