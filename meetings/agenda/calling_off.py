"""A meeting that will not be held, or not on its day."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError

from meetings.agenda.models import AgendaItem, Meeting
from rorikt.audit import trail
from rorikt.audit.rows import Check, delete_row, locked, values_of
from rorikt.people.models import User

PAST = "Datoen er passert. Velg en dag som kommer."
# What lets go of a case that is deleted, where it was only made of something that is there without it.
freeing: list[Callable[[AgendaItem, User, datetime], None]] = []
IS_OVER = "Møte {number} er hevet eller avlyst, og kan ikke endres."


def check_change(meeting: Meeting, *, today: date) -> Check:
    """For `store_row`: what is over stays, and what is to come is not moved into the past. Raises ValidationError.

    A meeting that was held before it was entered here has its day as it was. One that has been opened keeps its day:
    who has a seat follows from it.
    """

    def check(stored: models.Model | None) -> None:
        if not isinstance(stored, Meeting):
            return
        if stored.is_over:
            raise ValidationError(IS_OVER.format(number=stored.number))
        if meeting.held_on != stored.held_on and stored.opened_at:
            raise ValidationError({"held_on": "Møtet er åpnet, og beholder dagen sin."})
        if meeting.held_on != stored.held_on and meeting.held_on < today:
            if stored.summoned_at:
                raise ValidationError({"held_on": f"Møtet er innkalt, og kan ikke flyttes bakover. {PAST}"})
            if stored.held_on >= today:
                raise ValidationError({"held_on": PAST})

    return check


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Call it off. Its cases wait for another meeting, but for those that were sent: they stay where they were printed.

    The usual cases of a meeting (`AgendaItem.Standard`) that carry nothing are deleted with it. Raises ValidationError
    for a meeting that has been opened or is called off already.
    """
    stored = locked(Meeting.objects.filter(pk=meeting.pk)).get()
    if stored.cancelled_at:
        raise ValidationError("Møtet er allerede avlyst.")
    stored.cancelled_at = now
    stored.full_clean()
    stored.save(update_fields=["cancelled_at"])
    for item in locked(AgendaItem.objects.filter(meeting=stored, sent_at=None)):
        _send_back(item, by=by, now=now)
    trail.record("avlyste møte", stored, by=by, now=now, before={"cancelled_at": None}, after={"cancelled_at": now})
    meeting.cancelled_at = now


def delete_unnamed(item: AgendaItem, *, by: User, now: datetime) -> None:
    """The case and its reference. Raises ValidationError where something points at it."""
    for free in freeing:
        free(item, by, now)
    delete_row(item, by=by, now=now, is_figure=False)
    try:
        item.reference.delete()
    except ProtectedError as error:
        raise ValidationError(
            "Saken er brukt under Økonomi, i et vedtak, et overslag eller en nøkkel, eller i et register, og kan ikke "
            "slettes."
        ) from error


def _send_back(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Into the queue; what names the case goes on naming it there."""
    if item.standard and not item.documents.exists() and not item.attachments.exists():
        delete_unnamed(item, by=by, now=now)
        return
    before = values_of(item)
    item.meeting = item.sequence = None
    item.is_late = False
    item.save(update_fields=["meeting", "sequence", "is_late"])
    trail.record("flyttet sak", item, by=by, now=now, before=before, after=values_of(item))
