"""What is done with the meetings and their cases."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meetings.agenda.calling_off import check_day, delete_unnamed
from meetings.agenda.models import AgendaItem, Meeting
from rorikt.audit import trail
from rorikt.audit.rows import locked, store_row
from rorikt.cases.models import CaseReference
from rorikt.people.models import User

# What a person writes of a case; the rest is set by what happens to it.
_WRITTEN = ("title", "kind", "summary", "exemption_basis", "public_title", "amounts_are_open")


def next_sequence(year: int) -> int:
    """The next free number of a meeting in the year."""
    return (Meeting.objects.filter(year=year).aggregate(last=Max("sequence"))["last"] or 0) + 1


def save_meeting(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Raises ValidationError for one that is to come, or is summoned, and would be moved into the past."""
    store_row(meeting, by=by, now=now, check=check_day(meeting, today=timezone.localdate(now)), is_figure=False)
    return meeting


@transaction.atomic
def save_item(item: AgendaItem, *, case_officers: Iterable[User], by: User, now: datetime) -> AgendaItem:
    """A new case gets the number after the last one that stands on the agenda, or waits where it has no meeting."""
    is_new = item.pk is None
    if is_new:
        item.reference = CaseReference.objects.create()
    if is_new and item.meeting:
        Meeting.objects.select_for_update().get(pk=item.meeting.pk)
        item.sequence = (item.meeting.agenda.aggregate(last=Max("sequence"))["last"] or 0) + 1
    many = {"case_officers": case_officers}
    store_row(item, by=by, now=now, many=many, only=None if is_new else _WRITTEN, is_figure=False)
    return item


@transaction.atomic
def delete_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Raises ValidationError unless the case was never sent, is the last one, carries nothing and is named nowhere.

    A printed number is never reused, and what names an exempt case would be open without it.
    """
    if locked(AgendaItem.objects.filter(pk=item.pk, sent_at__isnull=False)).exists():
        raise ValidationError("Saken er sendt ut, og nummeret er brukt. Trekk den i stedet.")
    if not is_last(item):
        raise ValidationError("Bare den siste saken kan slettes, for et saksnummer skal aldri brukes om igjen.")
    if item.documents.exists() or item.attachments.exists():
        raise ValidationError("Saken har dokumenter eller vedlegg. Flytt eller slett dem først.")
    delete_unnamed(item, by=by, now=now)


def fix_numbers(meeting: Meeting, *, now: datetime) -> None:
    """The cases of a meeting go out: from now on they have the numbers they have. Within the sender's transaction.

    What was written by such a number before the case was here is the case itself from now on.
    """
    for item in meeting.agenda.filter(sent_at=None).select_related("meeting"):
        CaseReference.objects.filter(number=item.number, same_as=None).update(same_as=item.reference_id)
        CaseReference.objects.filter(pk=item.reference_id).update(number=item.number)
    meeting.agenda.filter(sent_at=None).update(sent_at=now)


def is_last(item: AgendaItem) -> bool:
    """No case stands after it on the agenda."""
    if item.meeting is None or item.sequence is None:
        return True
    return not item.meeting.agenda.filter(sequence__gt=item.sequence).exists()


@transaction.atomic
def withdraw_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """The case keeps its number and its place on the agenda, and is not treated. Raises ValidationError before it is
    sent out: then it can be deleted."""
    _set_withdrawn(item, now, by=by, now=now)


@transaction.atomic
def reinstate_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Treat a withdrawn case after all, under its own number."""
    _set_withdrawn(item, None, by=by, now=now)


def _set_withdrawn(item: AgendaItem, at: datetime | None, *, by: User, now: datetime) -> None:
    stored = locked(AgendaItem.objects.filter(pk=item.pk)).get()
    if stored.is_withdrawn == (at is not None):
        return
    before, stored.withdrawn_at = {"withdrawn_at": stored.withdrawn_at}, at
    stored.full_clean()
    stored.save(update_fields=["withdrawn_at"])
    verb = "trakk sak" if at else "tok inn igjen sak"
    trail.record(verb, stored, by=by, now=now, before=before, after={"withdrawn_at": at})
