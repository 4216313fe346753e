"""How far a case has come before it is sent out: a draft, sent to quality check, cleared, or sent back with a note."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.agenda.models import AgendaItem
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require

Stage = AgendaItem.Stage


@transaction.atomic
def send_to_check(item: AgendaItem, *, by: User, now: datetime) -> None:
    """By its case officers, and those who run the meetings. Raises ValidationError unless it is a draft."""
    require(by, "meetings.send_case", item)
    told = _set_stage(item, Stage.DRAFT, Stage.CHECKING)
    trail.record("sendte sak til kvalitetssikring", item, by=by, now=now, **told)


@transaction.atomic
def clear(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Ready to be sent out. Raises ValidationError where it is already."""
    require(by, "meetings.clear_case")
    told = _set_stage(item, None, Stage.CLEARED)
    trail.record("klarerte sak", item, by=by, now=now, **told)


@transaction.atomic
def send_back(item: AgendaItem, note: str, *, by: User, now: datetime) -> None:
    """To those who write it, with what is missing. Raises ValidationError where it is a draft, or nothing is said."""
    require(by, "meetings.clear_case")
    if not note.strip():
        raise ValidationError({"note": "Skriv hva som mangler, så de som skriver saken vet hva de skal gjøre."})
    told = _set_stage(item, None, Stage.DRAFT, note.strip())
    trail.record("sendte sak tilbake", item, by=by, now=now, **told)


def _set_stage(item: AgendaItem, required: str | None, stage: str, note: str = "") -> dict[str, dict[str, str]]:
    """The values before and after."""
    stored = locked(AgendaItem.objects.filter(pk=item.pk)).select_related("meeting").get()
    if stored.stage == stage or (required and stored.stage != required):
        raise ValidationError(f"Saken er allerede {stored.get_stage_display().lower()}. Last siden på nytt.")
    if stored.is_over:
        raise ValidationError("Møtet er hevet eller avlyst, og saken kan ikke endres.")
    before = {"stage": stored.stage, "stage_note": stored.stage_note}
    stored.stage, stored.stage_note = stage, note
    stored.full_clean()
    stored.save(update_fields=["stage", "stage_note"])
    after = {"stage": stage, "stage_note": note}
    item.refresh_from_db()
    return {"before": before, "after": after}
