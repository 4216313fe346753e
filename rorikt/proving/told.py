"""Rows held against what the trail told of them last: who goes past the program changes the row and not the trail.

What the trail never told is not held: rows from before it told of their kind, and those that are set up by a command.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from rorikt.audit.models import AuditEntry
from rorikt.audit.rows import values_of
from rorikt.proving.findings import Fault

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """Rows of one kind, and the values of them that nothing changes without telling the trail.

    `words` has what each value is called in a sentence, by its name in the trail; `values` tells a row as the trail was
    told of it. `within` finds what an entry about another row tells of one of these: its primary key and its values.
    """

    rows: "models.QuerySet[Any]"
    words: Mapping[str, str]
    name: Callable[[Any], str]
    values: Callable[[Any], Values] = values_of
    within: tuple[str, Callable[[AuditEntry], tuple[str, Values] | None]] | None = None


def faults(held: Held) -> Iterator[Fault]:
    told = _told(held)
    for row in held.rows.order_by("pk").iterator(chunk_size=500):
        last = told.get(str(row.pk))
        if not last:
            continue
        now = held.values(row)
        for key in held.words:
            if key in last and not _is_same(last[key], now.get(key)):
                yield Fault(
                    f"{held.words[key]} {held.name(row)} er endret utenfor programmet{_how(last[key], now[key])}."
                )


def _told(held: Held) -> dict[str, dict[str, Any]]:
    """What the trail told last of each value, by primary key; nothing of a row that was deleted."""
    label = f"{held.rows.model._meta.label_lower}:"
    subjects = models.Q(subject__startswith=label)
    if held.within:
        subjects |= models.Q(subject__startswith=f"{held.within[0]}:")
    told: dict[str, dict[str, Any]] = {}
    for entry in AuditEntry.objects.filter(subjects).order_by("pk").iterator():
        found: tuple[str, Any] | None
        if entry.subject.startswith(label):
            found = entry.subject.removeprefix(label), entry.detail.get("after", {})
        else:
            found = held.within[1](entry) if held.within else None
        if found is None:
            continue
        pk, after = found
        if after is None:
            told.pop(pk, None)
        else:
            told.setdefault(pk, {}).update({key: after[key] for key in held.words if key in after})
    return told


def _is_same(told: Any, now: Any) -> bool:
    """An amount is told as it was typed, and stored with its øre."""
    if isinstance(told, Mapping) and isinstance(now, Mapping):
        return told.keys() == now.keys() and all(_is_same(told[key], now[key]) for key in told)
    amounts = _amount(told), _amount(now)
    return amounts[0] == amounts[1] if None not in amounts else _text(told) == _text(now)


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _how(told: Any, now: Any) -> str:
    """Numbers alone are quoted: a text may be exempt."""
    was, became = _amount(told), _amount(now)
    if was is None or became is None:
        return ""
    return f": {was.normalize():f} i endringsloggen, {became.normalize():f} i databasen"
