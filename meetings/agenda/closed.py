"""What the rest of the product asks of cases, through rorikt.cases: what they are called, who may read them, and which
there are to choose from."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import F

from meetings.agenda.models import AgendaItem, Meeting
from rorikt.cases.choosing import OfferedCase, typed
from rorikt.cases.closed import EXEMPT, ClosedCase
from rorikt.cases.models import CASE_NUMBER, CaseReference
from rorikt.cases.naming import WITHOUT_NUMBER
from rorikt.people.models import User

MOST_OFFERED = 100


def closed_to(reader: User | None) -> dict[int, ClosedCase]:
    """All that are exempt, for those who may not see what is; see rules.py.

    Also by what somebody wrote of the case by its number before it was here.
    """
    if may_see_exempt(reader):
        return {}
    items = list(AgendaItem.objects.exempt().select_related("meeting").order_by("pk"))
    closed = {
        item.reference_id: ClosedCase(item.reference_id, item.public_title, item.amounts_are_open) for item in items
    }
    by_number = {item.number: closed[item.reference_id] for item in items if item.meeting_id}
    written = CaseReference.objects.filter(agenda_item=None, number__in=by_number) if by_number else []
    return closed | {other.pk: by_number[str(other.number)] for other in written}


def provisional_names() -> dict[int, str]:
    """Of the cases that have not been sent: their numbers may still change."""
    waiting = AgendaItem.objects.filter(sent_at=None, meeting__isnull=False).select_related("meeting")
    return {item.reference_id: f"{item.number} (foreløpig nummer)" for item in waiting}


def find_numbered(number: str) -> CaseReference | None:
    """The case that has the number now; `None` where the meeting is not here, as those from before.

    Raises ValidationError where the meeting is here and has no such case.
    """
    found = CASE_NUMBER.fullmatch(number)
    meeting = found and Meeting.objects.filter(year=found["year"], sequence=found["meeting"]).first()
    if not found or not meeting:
        return None
    item = meeting.agenda.filter(sequence=int(found["item"])).select_related("reference").first()
    if item is None:
        raise ValidationError(f"Møte {meeting.number} har ingen sak {number}. Se etter i sakslisten.")
    return item.reference


def offered_to(reader: User | None) -> Iterator[OfferedCase]:
    """Those without a number for good, and the newest of the others."""
    order = (F("sent_at").desc(nulls_first=True), "-meeting__held_on", "sequence")
    items = AgendaItem.objects.standing().select_related("meeting", "reference").order_by(*order)[:MOST_OFFERED]
    names = provisional_names() if any(item.sent_at is None for item in items) else {}
    for item in items:
        is_closed = item.is_exempt and not may_see_exempt(reader)
        title = f"{EXEMPT}: {item.public_title}" if is_closed else item.title
        yield OfferedCase(typed(item.reference, names.get(item.reference_id, WITHOUT_NUMBER)), title)


def may_see_exempt(reader: User | None) -> bool:
    return reader is not None and reader.has_perm("meetings.view_exempt")


def is_closed_to(item: AgendaItem, user: User) -> bool:
    return item.is_exempt and not may_see_exempt(user)


def title_for(item: AgendaItem, user: User) -> str:
    """The public title where the case is closed to the person."""
    return item.public_title if is_closed_to(item, user) else item.title
