"""Verbs of what is done after a decision. What follows from a decision is asked of a case that has one."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.agenda.closed import is_closed_to
from meetings.agenda.decided import outcome_of
from meetings.agenda.models import AgendaItem
from meetings.followup.models import Action, MunicipalityAct
from meetings.followup.tells import ACTION_DUE, told_as
from rorikt.audit import rows
from rorikt.people.models import Municipality, User
from rorikt.people.permissions import require
from rorikt.snapshot import moves_figures
from rorikt.telling.models import Told

NOT_DECIDED = "Saken er ikke vedtatt, så det er ingenting å følge opp ennå. Før vedtaket i møtet først."


def decided_on(item: AgendaItem) -> date:
    """Raises ValidationError until the case is decided."""
    outcome = outcome_of(item)
    if outcome is None or not outcome.is_decided:
        raise ValidationError(NOT_DECIDED)
    return timezone.localdate(outcome.settled_at)


def store_action(action: Action, *, by: User, now: datetime) -> None:
    """Add or change one. It ends on the day its state says so, and not if it is opened again."""
    _check_owner(action)
    if action.pk is None:
        action.decided_on, action.created_by = decided_on(action.item), by
    if action.is_open:
        action.ended_on = None
    elif action.ended_on is None:
        action.ended_on = timezone.localdate(now)
    rows.store_row(action, by=by, now=now)


def is_told(action: Action, today: date) -> bool:
    """Whether somebody besides who made it knows of it: it is ended, late, or reminded of."""
    if not action.is_open or action.is_overdue(today) or action.reminders.exists():
        return True
    return Told.objects.filter(kind=ACTION_DUE, once__startswith=told_as(action)).exists()


def delete_action(action: Action, *, by: User, now: datetime) -> None:
    """Raises ValidationError once anybody can have been told of it: by then it lapses, for a reason that is kept."""
    if is_told(action, timezone.localdate(now)):
        raise ValidationError("Tiltaket er avsluttet, forfalt eller påminnet om. Før det som bortfalt i stedet.")
    rows.delete_row(action, by=by, now=now)


def _check_owner(action: Action) -> None:
    if action.owner and is_closed_to(action.item, action.owner):
        raise ValidationError({"owner": f"{action.owner.name} kan ikke lese saken, som er unntatt offentlighet."})


@moves_figures
def ask_municipalities(item: AgendaItem, kind: str, *, by: User, now: datetime) -> int:
    """A row for every municipality that has none of this kind in the case; how many were made.

    Raises ValidationError until the case is decided.
    """
    decided_on(item)
    AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    asked = set(item.municipality_acts.filter(kind=kind).values_list("municipality", flat=True))
    missing = Municipality.objects.exclude(pk__in=asked).order_by("pk")
    for municipality in missing:
        act = MunicipalityAct(item=item, municipality=municipality, kind=kind)
        rows.store_row(act, by=by, now=now)
    return len(missing)


def store_act(act: MunicipalityAct, *, by: User, now: datetime) -> None:
    require(by, "meetings.change_municipality_act", act)
    rows.store_row(act, by=by, now=now)
