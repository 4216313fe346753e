"""What a sheet in a browser sends of a register, read and stored, and what it is answered.

A change is an object: `cells` are lists of row, column, municipality, text, what was seen and what else was sent since;
`remove` are lists of a row and when it was last changed, as far as the browser knows, or nothing; `restore` are rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from meetings.registers.access import rows_for
from meetings.registers.models import Register
from meetings.registers.writing import MOST_BOXES, Typed, remove_rows, restore_rows, write
from rorikt.characters import writable
from rorikt.people.models import User

UNREADABLE = "Endringen kan ikke leses, og er ikke lagret. Last siden på nytt."
CHANGED = "Noen andre har skrevet i raden i mellomtiden. Den er ikke tatt bort."
GONE = "Raden er allerede tatt bort."
STANDING = "Raden kan ikke settes tilbake."
T = TypeVar("T")


@dataclass(frozen=True)
class Sent:
    cells: tuple[Typed, ...]
    remove: Mapping[UUID, datetime | None]
    restore: tuple[UUID, ...]


class ChangeForm(forms.Form):
    """The change as JSON, given as a `Sent`."""

    change = forms.JSONField(error_messages={"invalid": UNREADABLE, "required": UNREADABLE})

    def clean_change(self) -> Sent:
        told = self.cleaned_data["change"]
        if not isinstance(told, dict):
            raise ValidationError(UNREADABLE)
        many = max((len(one) for one in told.values() if isinstance(one, list)), default=0)
        if many > MOST_BOXES:
            raise ValidationError(f"Du limte inn {many} ruter. Ta høyst {MOST_BOXES} om gangen.")
        try:
            return Sent(
                tuple(_each(told.get("cells"), _typed)),
                dict(_each(told.get("remove"), _removed)),
                tuple(_each(told.get("restore"), lambda one: UUID(_text(one)))),
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise ValidationError(UNREADABLE) from error


def store(register: Register, sent: Sent, *, by: User, now: datetime) -> dict[str, Any]:
    """Store what can be; what is answered tells what then stands in each box, and what could not and why.

    `stored`: row, column, municipality and text; `faults`: these and, where another was first, what that one wrote.
    `rows`: when each row was last changed before and now. `refused`: why rows were not taken away or put back.
    `told`: what the person has to know of this, in a sentence.
    """
    written = write(register, sent.cells, by=by, now=now)
    seen = {uuid: at for uuid, at in sent.remove.items() if at}
    stood = _standing(register, sent, by)
    remove_rows(register, sent.remove, by=by, now=now, seen=seen)
    restore_rows(register, sent.restore, by=by, now=now)
    stands = _standing(register, sent, by)
    refused = {
        str(uuid): CHANGED if uuid in stood else GONE for uuid in sent.remove if uuid in stands or uuid not in stood
    }
    refused |= {str(uuid): STANDING for uuid in sent.restore if uuid not in stands}
    faults = [[*_place(place), why, written.overtaken.get(place)] for place, why in written.faults.items()]
    return {
        "stored": [[*_place(place), text] for place, text in written.stored.items()],
        "faults": faults,
        "rows": {str(row): [was and was.isoformat(), last.isoformat()] for row, (was, last) in written.changed.items()},
        "refused": refused,
        "told": _told(len(faults), len(refused)),
    }


def _standing(register: Register, sent: Sent, by: User) -> set[UUID]:
    uuids = [*sent.remove, *sent.restore]
    return set(rows_for(by, register).filter(uuid__in=uuids).values_list("uuid", flat=True)) if uuids else set()


def _told(faults: int, refused: int) -> str:
    if faults:
        return "1 rute er ikke lagret." if faults == 1 else f"{faults} ruter er ikke lagret."
    return CHANGED if refused else ""


def _place(place: tuple[UUID, int, str]) -> tuple[str, int, str]:
    row, column, part = place
    return str(row), column, writable(part)  # what is answered is kept, and PostgreSQL keeps no NUL


def _each(told: Any, read: Callable[[Any], T]) -> Iterable[T]:
    if told is None:
        return []
    if not isinstance(told, list):
        raise TypeError(told)
    return [read(one) for one in told]


def _typed(told: Any) -> Typed:
    row, column, part, text, seen, sent = told
    if isinstance(column, bool) or not isinstance(column, int):
        raise TypeError(column)
    was = None if seen is None else _text(seen)
    return Typed(UUID(_text(row)), column, _text(text), _text(part), was, tuple(_each(sent, _text)))


def _removed(told: Any) -> tuple[UUID, datetime | None]:
    row, at = told
    moment = datetime.fromisoformat(_text(at)) if at else None
    if moment and moment.tzinfo is None:
        raise ValueError(at)
    return UUID(_text(row)), moment


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(told)
    return told
