"""What is written in the boxes of a register: one, or a block that was pasted; rows added, taken away and put back.

Whoever writes has seen what stood in the box, and sends it along: what another has written since is not written over.
What can be stored of a block is stored; what cannot is told at its own box, and nothing of it is lost on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from meetings.registers import contents
from meetings.registers.access import removed_rows_for, rows_for
from meetings.registers.contents import Content, Kind, NotThis
from meetings.registers.models import Register, RegisterCell, RegisterColumn, RegisterRow
from meetings.registers.sheet import Sheet, cells_for, cells_of, content_of
from meetings.registers.titling import title_of
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require

MOST_BOXES = 5_000  # in one block
MOST_ROWS = 20_000  # in a register
OVERTAKEN = "Noen andre har skrevet «{now}» her i mellomtiden."
EMPTIED = "Noen andre har tømt ruten i mellomtiden."


@dataclass(frozen=True)
class Typed:
    """What somebody typed in a box. `seen` is what stood there when they began, `None` where it does not matter.

    `sent` is what they have typed there since and not been answered: it may be what stands by now.
    """

    row: UUID
    column: int
    text: str
    part: str = ""
    seen: str | None = None
    sent: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[UUID, int, str]:
        return self.row, self.column, self.part


@dataclass
class Written:
    """What became of each box, by its place: what then stands there, or why not. `made` are rows that are new.

    `overtaken` is what another has written, at those of the faults that are because of that. `changed` is when each row
    that was written in was last changed before (`None` for a new one) and now.
    """

    stored: dict[tuple[UUID, int, str], str] = field(default_factory=dict)
    faults: dict[tuple[UUID, int, str], str] = field(default_factory=dict)
    made: list[UUID] = field(default_factory=list)
    overtaken: dict[tuple[UUID, int, str], str] = field(default_factory=dict)
    changed: dict[UUID, tuple[datetime | None, datetime]] = field(default_factory=dict)


class WrittenByAnother(NotThis):
    """What stands in the box, which the person has not seen."""

    def __init__(self, now: str) -> None:
        super().__init__(OVERTAKEN.format(now=now) if now else EMPTIED)
        self.now = now


@transaction.atomic
def write(register: Register, typed: Sequence[Typed], *, by: User, now: datetime) -> Written:
    """Write in boxes. A row that is not there yet is added at the end, under the name it is given.

    Raises PermissionDenied, and ValidationError where so much is sent at once that none of it is stored.
    """
    require(by, "meetings.write_in_register", register)
    if len(typed) > MOST_BOXES:
        raise ValidationError(f"Du limte inn {len(typed)} ruter. Ta høyst {MOST_BOXES} om gangen.")
    sheet, written = Sheet(register, by), Written()
    columns = {column.pk: column for column in sheet.columns}
    rows = _rows(register, list(dict.fromkeys(one.row for one in typed)), by, written, now)
    read: dict[UUID, list[tuple[Typed, RegisterColumn, Content]]] = {}
    for one in typed:
        try:
            column, content = _read(sheet, columns, rows, one)
        except NotThis as error:
            written.faults[one.place] = str(error)
            if isinstance(error, WrittenByAnother):
                written.overtaken[one.place] = error.now
        else:
            read.setdefault(one.row, []).append((one, column, content))
    new = [rows[uuid] for uuid in written.made if any(content for _, _, content in read.get(uuid, ()))]
    written.made = [row.uuid for row in new]
    RegisterRow.objects.bulk_create(new)
    gone: list[RegisterCell] = []
    kept: list[RegisterCell] = []
    for uuid, boxes in read.items():
        _write_in_row(sheet, rows[uuid], boxes, written, gone, kept, by, now)
    RegisterCell.objects.filter(pk__in=[cell.pk for cell in gone]).delete()
    RegisterCell.objects.bulk_create(kept)
    return written


@transaction.atomic
def remove_rows(
    register: Register, uuids: Iterable[UUID], *, by: User, now: datetime, seen: Mapping[UUID, datetime] | None = None
) -> int:
    """Take rows away; how many of them stood. Approved reports keep what they printed of them.

    A row that was changed at another moment than the one in `seen` stays: somebody has written in it since.
    """
    require(by, "meetings.write_in_register", register)
    rows = locked(rows_for(by, register).filter(uuid__in=list(uuids)))
    removed = [row for row in rows if (seen or {}).get(row.uuid, row.changed_at) == row.changed_at]
    for row in removed:
        row.removed_at, row.removed_by = now, by
        row.save(update_fields=["removed_at", "removed_by"])
        trail.record("tok bort rad i register", row, by=by, now=now, register=register.title, title=row.title)
    return len(removed)


@transaction.atomic
def restore_rows(register: Register, uuids: Iterable[UUID], *, by: User, now: datetime) -> int:
    """Put rows back as they were, at their place; how many had been taken away."""
    require(by, "meetings.write_in_register", register)
    rows = list(locked(removed_rows_for(by, register).filter(uuid__in=list(uuids))))
    for row in rows:
        row.removed_at = row.removed_by = None
        row.save(update_fields=["removed_at", "removed_by"])
        trail.record("satte tilbake rad i register", row, by=by, now=now, register=register.title, title=row.title)
    return len(rows)


def _rows(register: Register, uuids: list[UUID], by: User, written: Written, now: datetime) -> dict[UUID, RegisterRow]:
    """Those that are written in, locked, and new ones for the others. A row that one may not read is not there."""
    there = {row.uuid: row for row in locked(RegisterRow.objects.with_cells().filter(uuid__in=uuids))}
    mine = set(rows_for(by, register).filter(uuid__in=uuids).values_list("uuid", flat=True))
    place = register.rows.aggregate(last=Max("position"))["last"] or 0
    count = register.rows.standing().count()
    for uuid in uuids:
        if uuid in there:
            continue
        place, count = place + 1, count + 1
        if count > MOST_ROWS:
            raise ValidationError(f"Et register kan ha høyst {MOST_ROWS} rader.")
        there[uuid] = RegisterRow(uuid=uuid, register=register, position=place, made_at=now, changed_at=now)
        written.made.append(uuid)
        mine.add(uuid)
    return {uuid: row for uuid, row in there.items() if uuid in mine}


def _read(
    sheet: Sheet, columns: dict[int, RegisterColumn], rows: dict[UUID, RegisterRow], typed: Typed
) -> tuple[RegisterColumn, Content]:
    column = columns.get(typed.column)
    if column is None:
        raise NotThis("Kolonnen er tatt bort i mellomtiden. Det du skrev, er ikke lagret.")
    if typed.row not in rows:
        raise NotThis("Raden er tatt bort i mellomtiden. Det du skrev, er ikke lagret.")
    if bool(typed.part) != column.is_per_municipality or (typed.part and typed.part not in sheet.municipalities):
        raise NotThis("Ruten finnes ikke. Last siden på nytt.")
    content = contents.read(column.kind, typed.text, sheet.words[column.pk])
    row = rows[typed.row]
    now = sheet.text(row, column, typed.part) if row.pk else ""
    if not _is_seen(typed, now, sheet, column) and _as_printed(content, sheet, column) != now:
        raise WrittenByAnother(now)
    if column.is_required and not content and now:
        raise NotThis(f"«{column.title}» må fylles ut.")
    if column.kind == Kind.ROW and content.row == row.pk and row.pk:
        raise NotThis("En rad kan ikke vise til seg selv.")
    return column, content


def _as_printed(content: Content, sheet: Sheet, column: RegisterColumn) -> str:
    return contents.printed(column.kind, content, sheet.words[column.pk])


def _is_seen(typed: Typed, now: str, sheet: Sheet, column: RegisterColumn) -> bool:
    """Whether what stands now is what the person has seen there, or has sent."""
    if typed.seen is None or typed.seen == now:
        return True
    for sent in typed.sent:
        with suppress(NotThis):
            if _as_printed(contents.read(column.kind, sent, sheet.words[column.pk]), sheet, column) == now:
                return True
    return False


def _write_in_row(
    sheet: Sheet,
    row: RegisterRow,
    boxes: Iterable[tuple[Typed, RegisterColumn, Content]],
    written: Written,
    gone: list[RegisterCell],
    kept: list[RegisterCell],
    by: User,
    now: datetime,
) -> None:
    """The boxes of one row, with one entry in the trail; none where they hold what they held.

    The cells that are to go and those that are to be kept are added to `gone` and `kept`.
    """
    if not row.pk:
        return
    held = cells_of(row)
    made: list[RegisterCell] = []
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for typed, column, content in boxes:
        there = held.get(column.pk, [])
        stood, shown = content_of(column, typed.part, there), _as_printed(content, sheet, column)
        written.stored[typed.place] = shown
        if content == stood:
            continue
        out = [cell for cell in there if column.kind == Kind.MUNICIPALITIES or cell.part == typed.part]
        gone += [cell for cell in out if cell.pk]
        made = [cell for cell in made if not any(cell is one for one in out)]
        new = cells_for(row, column, typed.part, content)
        made += new
        held[column.pk] = [*(cell for cell in there if not any(cell is one for one in out)), *new]
        label = sheet.label(column, typed.part)
        before.setdefault(label, _as_printed(stood, sheet, column))
        after[label] = shown
    kept += made
    is_new = row.uuid in written.made
    written.changed[row.uuid] = (None if is_new else row.changed_at, now if after else row.changed_at)
    if not after:
        return
    row.title, row.changed_at = title_of(sheet, held), now
    row.save(update_fields=["title", "changed_at"])
    verb = "la til rad i register" if is_new else "endret rad i register"
    trail.record(verb, row, by=by, now=now, register=sheet.register.title, before=before, after=after)
