"""What successive rows of a log say of one ticket: where it stood still, its priorities, and when it was solved. Pure.

A row says what holds from its moment until the next row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from support.sla.judging import Waiting


class Meaning(TextChoices):
    """What a state of the source means here. The waits are those of `sla.Waiting`."""

    OPEN = "open", "Under arbeid"
    USER = "user", "Venter på bruker"
    SUPPLIER = "supplier", "Venter på leverandør"
    PROBLEM = "problem", "Venter på problemsak"
    PLANNED = "planned", "Avtalt til senere"
    OTHER = "other", "Venter på annet"
    RESOLVED = "resolved", "Løst"
    CLOSED = "closed", "Lukket"
    IGNORED = "ignored", "Se bort fra: statusen er som på raden før"


SOLVED = {Meaning.RESOLVED, Meaning.CLOSED}
WAITS = {Meaning.USER, Meaning.SUPPLIER, Meaning.PROBLEM, Meaning.PLANNED, Meaning.OTHER}
Span = tuple[datetime, datetime | None, str]


@dataclass(frozen=True)
class Told:
    """`resolved_at` and `closed_at` are of the last time it was solved; empty while it is not."""

    pauses: tuple[Span, ...]
    reopenings: int
    resolved_at: datetime | None
    closed_at: datetime | None


def told(states: Iterable[tuple[datetime, str]]) -> Told:
    """`states` are moments and meanings, in their order. A pause that goes on at the last row has no end."""
    pauses: list[Span] = []
    reopenings = 0
    current, since, closed = "", None, None
    for at, meaning in states:
        if meaning == Meaning.IGNORED or meaning == current:
            continue
        is_solved = meaning in SOLVED
        if current in SOLVED and is_solved:
            current, closed = meaning, closed or (at if meaning == Meaning.CLOSED else None)
            continue
        if since is not None and current in SOLVED:
            reopenings += 1
            _add(pauses, since, at, Waiting.RESOLVED)
        elif since is not None and current in WAITS:
            _add(pauses, since, at, current)
        current, since, closed = meaning, at, at if meaning == Meaning.CLOSED else None
    if since is not None and current in WAITS:
        pauses.append((since, None, current))
    return Told(tuple(pauses), reopenings, since if current in SOLVED else None, closed)


def steps(created_at: datetime, priorities: Sequence[tuple[datetime, str]]) -> tuple[tuple[datetime, str], ...]:
    """Every priority that differs from the one before, the first as of the creation; none where it never changed."""
    found: list[tuple[datetime, str]] = []
    for at, priority in priorities:
        if not found:
            found.append((created_at, priority))
        elif priority != found[-1][1]:
            found.append((max(at, created_at), priority))
    return tuple(found) if len(found) > 1 else ()


def _add(pauses: list[Span], start: datetime, end: datetime, why: str) -> None:
    """Rows of one minute make no pause."""
    if start < end:
        pauses.append((start, end, str(why)))
