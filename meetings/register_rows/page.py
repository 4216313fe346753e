"""What the page of a row shows: its boxes, what points at it, and what has happened to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from meetings.registers.access import readable_by, visible_to
from meetings.registers.models import Register, RegisterColumn, RegisterRow, RegisterState
from meetings.registers.sheet import Sheet, cells_of
from rorikt.amounts import NOTHING
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User

MOST_REFERRING = 50  # of one register
PLAIN = (str, int, float)


@dataclass(frozen=True)
class Box:
    """`label` names the municipality too, in a column that has a box for each. `refers` is a row they may open."""

    label: str
    text: str
    state: RegisterState | None = None
    refers: RegisterRow | None = None


@dataclass(frozen=True)
class Referring:
    """The rows of a register that point at this one; `more` of them are not listed."""

    register: Register
    rows: list[RegisterRow]
    more: int


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did with the row, and what stood in each box before and after."""

    at: datetime
    by: User | None
    what: str
    changes: tuple[Change, ...]

    @property
    def is_first(self) -> bool:
        """Nothing stood in any box before."""
        return all(one.before == NOTHING for one in self.changes)


class RemovedColumns(Sheet):
    """Those of a register that are taken away: what was written in them is kept."""

    @cached_property
    def columns(self) -> list[RegisterColumn]:
        return list(self.register.columns.exclude(removed_at=None).prefetch_related("states"))


def boxes_of(sheet: Sheet, row: RegisterRow, user: User) -> list[Box]:
    """Every box that the row has, the empty ones too."""
    pointed_at = {content.row for column, part in sheet.boxes if (content := sheet.content(row, column, part)).row}
    shown = _open_rows(user, RegisterRow.objects.filter(pk__in=[pk for pk in pointed_at if pk]))
    rows = {one.pk: one for one in shown}
    return [
        Box(
            sheet.label(column, part),
            sheet.text(row, column, part),
            sheet.state(row, column, part),
            rows.get(sheet.content(row, column, part).row or 0),
        )
        for column, part in sheet.boxes
    ]


def removed_boxes_of(row: RegisterRow, user: User) -> list[Box]:
    """What still stands in columns that are taken away."""
    if not cells_of(row).keys() - {column.pk for column in row.register.columns.standing()}:
        return []
    return [box for box in boxes_of(RemovedColumns(row.register, user), row, user) if box.text]


def referring_to(row: RegisterRow, user: User) -> list[Referring]:
    """By register, the rows that point at this one and that the person may read."""
    pointing = RegisterRow.objects.standing().filter(
        cells__refers=row, cells__column__removed_at=None, register__in=readable_by(user)
    )
    rows = RegisterRow.objects.filter(pk__in=visible_to(user, pointing).order_by().values("pk"))
    found: dict[Register, list[RegisterRow]] = defaultdict(list)
    for one in rows.select_related("register").order_by("register__position", "register__title", "position", "pk"):
        found[one.register].append(one)
    return [
        Referring(register, own[:MOST_REFERRING], max(0, len(own) - MOST_REFERRING)) for register, own in found.items()
    ]


def entries_of(row: RegisterRow) -> QuerySet[AuditEntry]:
    """The newest first. The trail tells what was exempt too, so it is for those who see what is."""
    return AuditEntry.objects.changes().filter(subject=f"{row._meta.label_lower}:{row.pk}").select_related("by")


def told_of(entry: AuditEntry, labels: Sequence[str]) -> Entry:
    """Its boxes in the order of these labels; what is called otherwise now comes last."""
    place = {label: number for number, label in enumerate(labels)}
    changes = sorted(_changes(entry.detail), key=lambda one: (place.get(one.label, len(place)), one.label))
    return Entry(entry.at, entry.by, entry.action, tuple(changes))


def _changes(detail: Mapping[str, Any]) -> Iterator[Change]:
    before, after = detail.get("before") or {}, detail.get("after") or {}
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    for label in before.keys() | after.keys():
        old, new = before.get(label), after.get(label)
        if old != new and isinstance(old or "", PLAIN) and isinstance(new or "", PLAIN):
            yield Change(label, str(old or NOTHING), str(new or NOTHING))


def _open_rows(user: User, rows: Any) -> Any:
    return visible_to(user, rows.standing().filter(register__in=readable_by(user)))
