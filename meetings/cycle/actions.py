"""What is done with the cycle of the year."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.agenda.models import AgendaItem
from meetings.cycle.models import CyclePoint, CycleTurn
from rorikt.audit import trail
from rorikt.audit.rows import delete_row, locked, store_row
from rorikt.people.models import User


def save_point(point: CyclePoint, *, by: User, now: datetime) -> None:
    store_row(point, by=by, now=now, is_figure=False)


def delete_point(point: CyclePoint, *, by: User, now: datetime) -> None:
    """With what the cycle knows of its years; the cases that were made of it stay."""
    delete_row(point, by=by, now=now, is_figure=False)


@transaction.atomic
def finish(point: CyclePoint, year: int, *, by: User, now: datetime) -> None:
    """It is done this year. The first who says so is the one who did it."""
    turn = turn_of(point, year)
    if turn.done_at is None:
        _set_done(turn, now, by, by=by, now=now)


@transaction.atomic
def reopen(point: CyclePoint, year: int, *, by: User, now: datetime) -> None:
    """It was not done after all."""
    turn = turn_of(point, year)
    if turn.done_at is not None:
        _set_done(turn, None, None, by=by, now=now)


def _set_done(turn: CycleTurn, at: datetime | None, done_by: User | None, *, by: User, now: datetime) -> None:
    before = {"done_at": turn.done_at, "done_by_id": turn.done_by_id}
    turn.done_at, turn.done_by = at, done_by
    turn.save(update_fields=["done_at", "done_by"])
    verb = "førte som gjort i årshjulet" if at else "angret gjort i årshjulet"
    after = {"done_at": at, "done_by_id": turn.done_by_id}
    trail.record(verb, turn, by=by, now=now, before=before, after=after)


def turn_of(point: CyclePoint, year: int) -> CycleTurn:
    """Its row, locked until the transaction ends. Raises ValidationError in a year that is before the point."""
    if point.begins(year) is None:
        raise ValidationError(f"«{point}» gjelder ikke i {year}.")
    made, _ = CycleTurn.objects.get_or_create(point=point, year=year)
    found: CycleTurn = locked(CycleTurn.objects.filter(pk=made.pk)).get()
    return found


def give_case(point: CyclePoint, year: int, item: AgendaItem) -> None:
    """The case of the year is made, in the transaction of who makes it."""
    turn = turn_of(point, year)
    turn.item = item
    turn.save(update_fields=["item"])
