"""What the rest of the product asks of cases, through rorikt.cases: which are closed to whom, and which there are."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from meetings.agenda.models import AgendaItem, Meeting
from rorikt.cases import CASE_NUMBER, ClosedCase
from rorikt.people.models import User


def closed_to(reader: User | None) -> Iterator[ClosedCase]:
    """All that are exempt, for those who may not see what is; see rules.py."""
    if reader is not None and reader.has_perm("meetings.view_exempt"):
        return
    numbered = AgendaItem.objects.exempt().exclude(meeting=None)  # nothing names the others yet
    for item in numbered.select_related("meeting").order_by("pk"):
        yield ClosedCase(item.number, item.public_title, item.amounts_are_open)


def check_number(number: str) -> None:
    """Raises ValidationError where the meeting is here and has no such case. Meetings from before are not known."""
    found = CASE_NUMBER.fullmatch(number)
    if found is None:
        return
    meeting = Meeting.objects.filter(year=found["year"], sequence=found["meeting"]).first()
    if meeting and not meeting.agenda.filter(sequence=int(found["item"])).exists():
        raise ValidationError(f"Møte {meeting.number} har ingen sak {number}. Se etter i sakslisten.")


def is_closed_to(item: AgendaItem, user: User) -> bool:
    return item.is_exempt and not user.has_perm("meetings.view_exempt")


def title_for(item: AgendaItem, user: User) -> str:
    """The public title where the case is closed to the person."""
    return item.public_title if is_closed_to(item, user) else item.title
