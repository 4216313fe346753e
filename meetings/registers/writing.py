"""What is written in the boxes of a register: one, or a block that was pasted; rows added, taken away and put back.

Whoever writes has seen what stood in the box, and sends it along: what another has written since is not written over.
What can be stored of a block is stored; what cannot is told at its own box, and nothing of it is lost on the way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from meetings.registers import contents
from meetings.registers.access import rows_for, visible_to
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
    """What somebody typed in a box. `seen` is what stood there when they began, `None` where it does not matter."""

    row: UUID
    column: int
    text: str
    part: str = ""
    seen: str | None = None

    @property
    def place(self) -> tuple[UUID, int, str]:
        return self.row, self.column, self.part


@dataclass
class Written:
    """What became of each box, by its place: what then stands there, or why not. `made` are rows that are new."""

    stored: dict[tuple[UUID, int, str], str] = field(default_factory=dict)
    faults: dict[tuple[UUID, int, str], str] = field(default_factory=dict)
    made: list[UUID] = field(default_factory=list)


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
        else:
            read.setdefault(one.row, []).append((one, column, content))
    new = [rows[uuid] for uuid in written.made if any(content for _, _, content in read.get(uuid, ()))]
    written.made = [row.uuid for row in new]
    RegisterRow.objects.bulk_create(new)
    for uuid, boxes in read.items():
        _write_in_row(sheet, rows[uuid], boxes, written, by, now)
    return written


@transaction.atomic
def remove_rows(register: Register, uuids: Iterable[UUID], *, by: User, now: datetime) -> int:
    """Take rows away; how many stood. Approved reports keep what they printed of them."""
    require(by, "meetings.write_in_register", register)
    rows = list(locked(rows_for(by, register).filter(uuid__in=list(uuids))))
    for row in rows:
        row.removed_at, row.removed_by = now, by
        row.save(update_fields=["removed_at", "removed_by"])
        trail.record("tok bort rad i register", row, by=by, now=now, register=register.title, title=row.title)
    return len(rows)


@transaction.atomic
def restore_rows(register: Register, uuids: Iterable[UUID], *, by: User, now: datetime) -> int:
    """Put rows back as they were, at their place; how many had been taken away."""
    require(by, "meetings.write_in_register", register)
    gone = RegisterRow.objects.filter(register=register).exclude(removed_at=None)
    rows = list(locked(visible_to(by, gone).filter(uuid__in=list(uuids))))
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
    if (
        typed.seen is not None
        and typed.seen != now
        and contents.printed(column.kind, content, sheet.words[column.pk]) != now
    ):
        raise NotThis(OVERTAKEN.format(now=now) if now else EMPTIED)
    if column.is_required and not content and now:
        raise NotThis(f"«{column.title}» må fylles ut.")
    if column.kind == Kind.ROW and content.row == row.pk and row.pk:
        raise NotThis("En rad kan ikke vise til seg selv.")
    return column, content


def _write_in_row(
    sheet: Sheet,
    row: RegisterRow,
    boxes: Iterable[tuple[Typed, RegisterColumn, Content]],
    written: Written,
    by: User,
    now: datetime,
) -> None:
    """The boxes of one row, with one entry in the trail; none where they hold what they held."""
    if not row.pk:
        return
    held = cells_of(row)
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for typed, column, content in boxes:
        words = sheet.words[column.pk]
        stood = content_of(column, typed.part, held.get(column.pk, ()))
        shown = contents.printed(column.kind, content, words)
        written.stored[typed.place] = shown
        if content == stood:
            continue
        there = held.get(column.pk, [])
        gone = [cell for cell in there if column.kind == Kind.MUNICIPALITIES or cell.part == typed.part]
        kept = [cell for cell in there if cell not in gone]
        RegisterCell.objects.filter(pk__in=[cell.pk for cell in gone]).delete()
        new = cells_for(row, column, typed.part, content)
        RegisterCell.objects.bulk_create(new)
        held[column.pk] = [*kept, *new]
        label = sheet.label(column, typed.part)
        before[label], after[label] = contents.printed(column.kind, stood, words), shown
    if not after:
        return
    row.title, row.changed_at = title_of(sheet, held), now
    row.save(update_fields=["title", "changed_at"])
    verb = "la til rad i register" if row.uuid in written.made else "endret rad i register"
    trail.record(verb, row, by=by, now=now, register=sheet.register.title, before=before, after=after)
