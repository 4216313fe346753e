"""What is done with several sections at once."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from meetings.documents.models import Section
from meetings.documents.writing import note_change
from meetings.revisions.saving import keep_change
from rorikt.audit import trail
from rorikt.audit.rows import locked, values_of
from rorikt.people.models import User
from rorikt.people.permissions import require

KEPT = object()  # what is not to be changed


@dataclass
class Done:
    """How many it was done with, and one sentence for each that it could not be done with."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def each(sections: Iterable[Section], do: Callable[..., None], *, by: User, now: datetime) -> Done:
    """The one act on each of them. One that is refused stops no other."""
    done = Done()
    for section in sections:
        try:
            do(section, by=by, now=now)
        except ValidationError as error:
            done.refusals += error.messages
        except PermissionDenied:
            done.refusals.append(f"Du kan ikke endre «{section}».")
        else:
            done.count += 1
    return done


@transaction.atomic
def change_several(
    sections: Iterable[Section],
    *,
    state: Section.State | None = None,
    responsible: Any = KEPT,
    deadline_on: Any = KEPT,
    by: User,
    now: datetime,
) -> int:
    """Give all of them the same state, owner or deadline, or none of them. Returns how many changed.

    Raises ValidationError for a section without a text that would be called ready, and PermissionDenied.
    """
    changed = 0
    chosen = [one.pk for one in sections]
    for section in locked(Section.objects.filter(pk__in=chosen).select_related("document")):
        stood, before = copy(section), values_of(section)
        _set(section, state, responsible, deadline_on, by)
        after = values_of(section)
        if after == before:
            continue
        section.revision += 1
        section.save(update_fields=["state", "responsible", "deadline_on", "revision"])
        keep_change(stood, section, by=by, now=now)
        note_change(section.document)
        for values in (before, after):
            del values["body"]
        trail.record("endret avsnitt", section, by=by, now=now, before=before, after=after)
        changed += 1
    return changed


def _set(section: Section, state: Section.State | None, responsible: Any, deadline_on: Any, by: User) -> None:
    require(by, "meetings.change_section", section)
    if responsible is not KEPT or deadline_on is not KEPT:
        require(by, "meetings.change_document")
    if responsible is not KEPT:
        section.responsible = responsible
    if deadline_on is not KEPT:
        section.deadline_on = deadline_on
    if state is None or state == section.state:
        return
    if state == Section.State.ASSURED:
        require(by, "meetings.assure_section", section)
    if state in {Section.State.READY, Section.State.ASSURED} and not section.body:
        raise ValidationError(f"«{section}» har ingen tekst, og kan ikke være {state.label.lower()}.")
    section.state = state
