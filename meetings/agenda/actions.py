"""What is done with the meetings and their cases."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from budget.money.reader import is_named
from meetings.agenda.models import AgendaItem, Meeting
from rorikt.audit.rows import delete_row, store_row
from rorikt.people.models import User


def next_sequence(year: int) -> int:
    """The next free number of a meeting in the year."""
    return (Meeting.objects.filter(year=year).aggregate(last=Max("sequence"))["last"] or 0) + 1


def save_meeting(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    store_row(meeting, by=by, now=now, is_figure=False)
    return meeting


@transaction.atomic
def save_item(item: AgendaItem, *, case_officers: Iterable[User], by: User, now: datetime) -> AgendaItem:
    """A new case gets the number after the last one that stands on the agenda."""
    if not item.pk:
        Meeting.objects.select_for_update().get(pk=item.meeting_id)
        item.sequence = (item.meeting.agenda.aggregate(last=Max("sequence"))["last"] or 0) + 1
    store_row(item, by=by, now=now, many={"case_officers": case_officers}, is_figure=False)
    return item


@transaction.atomic
def delete_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Raises ValidationError unless the case is the last one, carries nothing and is named nowhere.

    A printed number is never reused, and what names an exempt case would be open without it.
    """
    if item.meeting.agenda.filter(sequence__gt=item.sequence).exists():
        raise ValidationError("Bare den siste saken kan slettes, for et saksnummer skal aldri brukes om igjen.")
    if item.documents.exists() or item.attachments.exists():
        raise ValidationError("Saken har dokumenter eller vedlegg. Flytt eller slett dem først.")
    if is_named(item.number):
        raise ValidationError("Saken er nevnt i økonomien, i et vedtak, et overslag eller en nøkkel, og må stå.")
    delete_row(item, by=by, now=now, is_figure=False)
