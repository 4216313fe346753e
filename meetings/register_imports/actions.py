"""What importing a file into a register does, and the undoing of it: never over what somebody has written since."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from meetings.register_imports import register_file
from meetings.register_imports.models import RegisterImport
from meetings.register_imports.register_file import KIND, Plan, Planned, kind_name, register_of
from meetings.registers.access import rows_for
from meetings.registers.models import Register
from meetings.registers.sheet import Sheet
from meetings.registers.writing import MOST_BOXES, Typed, Written, remove_rows, write
from rorikt.imports.imported_files import ImportKind, summary_of
from rorikt.imports.models import ImportedFile
from rorikt.jobs.queue import Progress
from rorikt.people.models import User

MOST_SHOWN = 200


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    """What the page of the file shows, as the one who brought it may read the register."""
    plan = register_file.read(imported, progress, imported.uploaded_by)
    new = sum(one.is_new for one in plan.rows)
    return {
        "row_count": len(plan.rows),
        "new": new,
        "changed": len(plan.rows) - new,
        "same": plan.same,
        "shown": [_shown(one) for one in plan.rows[:MOST_SHOWN]],
        "fingerprint": plan.fingerprint,
        **summary_of(plan.findings),
    }


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[Plan]:
    plan = register_file.read(imported, progress, imported.uploaded_by)
    if plan.findings.error_count or plan.fingerprint != imported.summary.get("fingerprint"):
        raise ValidationError(
            "Registeret er endret siden du så på filen. Velg «Endre kolonnene», og se på nytt hva filen endrer."
        )
    yield plan


def store(imported: ImportedFile, plan: Plan, by: User, now: datetime) -> None:
    """All of it, or a ValidationError that says what could not be stored."""
    typed = [
        Typed(one.row, change.column, change.after, part=change.part, seen=change.before)
        for one in plan.rows
        for change in one.changes
    ]
    written = _write(register_of(imported.kind), typed, by, now)
    if written.faults:
        lines = {one.row: one.line for one in plan.rows}
        raise ValidationError(
            [f"Linje {lines[row]}: {told}" for (row, _, _), told in list(written.faults.items())[:10]]
        )
    RegisterImport.objects.create(
        imported=imported,
        made=[str(one.row) for one in plan.rows if one.is_new],
        changed=[
            [str(one.row), change.column, change.part, change.before, change.after]
            for one in plan.rows
            if not one.is_new
            for change in one.changes
        ],
    )


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    """Take away the rows that it made, and give the boxes that it changed what they held before.

    A box that somebody has changed since keeps what stands there, and so does a row that is taken away.
    """
    register = register_of(imported.kind)
    done = RegisterImport.objects.get(imported=imported)
    remove_rows(register, [UUID(one) for one in done.made], by=by, now=now)
    typed = [Typed(UUID(row), column, before, part, seen=after) for row, column, part, before, after in done.changed]
    written = _write(register, typed, by, now)
    done.kept = list(_kept(register, written, by))
    done.save(update_fields=["kept"])


def kind_for(lot: str) -> ImportKind:
    """The kind of the files of one register, by its primary key."""
    return kind_of_register(Register.objects.get(pk=int(lot)))


def kind_of_register(register: Register) -> ImportKind:
    def faults(mapping: Any, options: Any, layout: Any) -> dict[str, str]:
        return register_file.faults(Sheet(register), mapping, options, layout)

    return replace(REGISTER_ROWS, name=kind_name(register), faults=faults, of=None)


REGISTER_ROWS = ImportKind(
    name=KIND,
    permission="meetings.import_register_rows",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="meetings:register-import",
    faults=lambda mapping, options, layout: {},
    of=kind_for,
)


# Parts


def _write(register: Register, typed: Sequence[Typed], by: User, now: datetime) -> Written:
    """In as many blocks as it takes, none of which parts a row."""
    whole = Written()
    blocks: list[list[Typed]] = [[]]
    for row in _by_row(typed):
        if len(blocks[-1]) + len(row) > MOST_BOXES:
            blocks.append([])
        blocks[-1] += row
    for block in blocks:
        written = write(register, block, by=by, now=now)
        whole.stored |= written.stored
        whole.faults |= written.faults
        whole.made += written.made
    return whole


def _by_row(typed: Sequence[Typed]) -> list[list[Typed]]:
    rows: dict[UUID, list[Typed]] = {}
    for one in typed:
        rows.setdefault(one.row, []).append(one)
    return list(rows.values())


def _kept(register: Register, written: Written, by: User) -> Iterator[list[str]]:
    """Title of the row, its box, and why it stands as it does."""
    sheet = Sheet(register, by)
    columns = {column.pk: column for column in sheet.columns}
    titles = {
        row.uuid: str(row) for row in rows_for(by, register).filter(uuid__in=[uuid for uuid, _, _ in written.faults])
    }
    for (uuid, column, part), told in written.faults.items():
        label = sheet.label(columns[column], part) if column in columns else "En kolonne som er tatt bort"
        yield [titles.get(uuid, "En rad som er tatt bort"), label, told]


def _shown(one: Planned) -> list[Any]:
    told = "; ".join(
        f"{change.label}: {change.after}"
        if one.is_new
        else f"{change.label}: {change.before or '–'} → {change.after or '–'}"
        for change in one.changes
    )
    return [one.line, one.title, "Ny" if one.is_new else "Endres", told]
