"""A file of rows for a register: which column is which, and what importing it would make and change.

Reads and looks up; what is stored is in actions.py.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError

from meetings.registers import contents
from meetings.registers.access import rows_for
from meetings.registers.contents import Kind, NotThis
from meetings.registers.models import Register, RegisterColumn, RegisterRow
from meetings.registers.sheet import Sheet
from meetings.registers.writing import MOST_ROWS
from rorikt.amounts import short_date, short_moment
from rorikt.children.limited_reading import Unreadable
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field, Findings, converted, mapping_faults
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.sheets.tabular import Layout, rows_of

KIND = "register_rows"
ALL_NEW = "new"  # in the place of a column that rows are known by
OVERSET = 5_000


@dataclass(frozen=True)
class Change:
    """A box, and what is to stand in it. `before` is empty for a row that is new, and where nothing stood."""

    column: int
    part: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """What a line of the file does: a new row, or one that is changed."""

    line: int
    row: UUID
    title: str
    is_new: bool
    changes: tuple[Change, ...]


@dataclass
class Plan:
    rows: list[Planned] = field(default_factory=list)
    same: int = 0  # lines that say what stands there
    findings: Findings = field(default_factory=Findings)

    @property
    def fingerprint(self) -> str:
        """Another where the same file would do something else now."""
        told = [
            [one.line, "" if one.is_new else str(one.row), [[c.column, c.part, c.before, c.after] for c in one.changes]]
            for one in self.rows
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def register_of(kind: str) -> Register:
    """The register whose files are of this kind."""
    return Register.objects.get(pk=int(kind.partition(":")[2]))


def kind_name(register: Register) -> str:
    return f"{KIND}:{register.pk}"


def name_of(column: RegisterColumn, part: str = "") -> str:
    return f"box_{column.pk}_{part}" if part else f"box_{column.pk}"


def fields(sheet: Sheet) -> tuple[Field, ...]:
    """One for each box of a row, known by the title of its column, and that of the municipality."""
    return tuple(
        Field(
            name_of(column, part),
            sheet.label(column, part),
            {Kind.DAY: "date", Kind.MOMENT: "moment"}.get(Kind(column.kind), "text"),  # type: ignore[arg-type]
            synonyms=_synonyms(sheet, column, part),
        )
        for column, part in sheet.boxes
    )


def keys(sheet: Sheet) -> list[RegisterColumn]:
    """The columns that a row can be known by."""
    return [column for column in sheet.columns if not column.is_per_municipality and column.kind != Kind.MUNICIPALITIES]


def faults(sheet: Sheet, mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    """Name of a field to what has to be chosen before the file can be read."""
    found = mapping_faults(fields(sheet), mapping, layout.header)
    key = key_of(sheet, options)
    if not mapping:
        found[name_of(sheet.columns[0])] = "Velg minst én kolonne."
    if key and not mapping.get(name_of(key)):
        found[name_of(key)] = f"Velg kolonnen for «{key}», som radene kjennes igjen på."
    for title in {title for title in mapping.values() if list(mapping.values()).count(title) > 1}:
        for name in [name for name, chosen in mapping.items() if chosen == title][1:]:
            found.setdefault(name, f"Kolonnen «{title}» er alt valgt for en annen.")
    return found


def key_of(sheet: Sheet, options: Mapping[str, Any]) -> RegisterColumn | None:
    """The first column, where nothing else is chosen."""
    chosen = str(options.get("key_column") or sheet.columns[0].pk)
    return next((column for column in keys(sheet) if str(column.pk) == chosen), None)


def read(imported: ImportedFile, progress: Progress, by: User) -> Plan:
    """The whole file, as this person may read the register. Raises ValidationError if it cannot be read at all."""
    sheet = Sheet(register_of(imported.kind), by)
    layout = imported_files.layout_of(imported)
    if found := faults(sheet, imported.mapping, imported.options, layout):
        raise ValidationError(list(found.values()))
    plan, known = Plan(), _Known(sheet, by, key_of(sheet, imported.options))
    for told in layout.notices:
        plan.findings.warn(0, "", told)
    rows = rows_of(imported_files.path_of(imported), layout)
    ignores = bool(imported.options.get("ignore_beyond"))
    chosen = fields(sheet)
    try:
        for line, values in converted(
            rows, layout.header, chosen, imported.mapping, plan.findings, ignores_beyond=ignores
        ):
            if any(value not in ("", None) for value in values.values()):
                _plan_line(plan, known, imported, line, values)
            if line % OVERSET == 0:
                progress(f"Leser rad {line}", 40)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    _check_count(plan, known)
    return plan


class _Known:
    """What stands in the register, read once. `seen` are the lines that a key or a row has stood on."""

    def __init__(self, sheet: Sheet, by: User, key: RegisterColumn | None) -> None:
        self.sheet, self.key = sheet, key
        self.rows = list(rows_for(by, sheet.register).with_cells())
        self.seen: dict[str, int] = {}

    @cached_property
    def by_key(self) -> dict[str, list[RegisterRow]]:
        found: dict[str, list[RegisterRow]] = {}
        for row in self.rows if self.key else ():
            if text := self.sheet.text(row, self.key, ""):  # type: ignore[arg-type]
                found.setdefault(plain(text), []).append(row)
        return found


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _plan_line(plan: Plan, known: _Known, imported: ImportedFile, line: int, values: Mapping[str, Any]) -> None:
    sheet, key, mapping = known.sheet, known.key, imported.mapping
    row: RegisterRow | None = None
    if key:
        told = _typed(values[name_of(key)])
        own = mapping[name_of(key)]
        try:
            text = contents.printed(key.kind, contents.read(key.kind, told, sheet.words[key.pk]), sheet.words[key.pk])
        except NotThis as error:
            plan.findings.error(line, own, str(error))
            return
        if not text:
            plan.findings.error(line, own, f"«{key}» mangler. Raden kjennes igjen på det som står der.")
            return
        if earlier := known.seen.get(plain(text)):
            plan.findings.error(line, own, f"«{text}» står også på linje {earlier}. Ta bort den ene.")
            return
        known.seen[plain(text)] = line
        found = known.by_key.get(plain(text), [])
        if len(found) > 1:
            plan.findings.error(
                line,
                own,
                f"Registeret har {len(found)} rader med «{text}» i «{key}». Gi dem hvert sitt navn, eller kjenn igjen "
                "radene på en annen kolonne.",
            )
            return
        row = found[0] if found else None
    count = plan.findings.error_count
    changes = tuple(_changes(plan, known, imported, line, values, row))
    if plan.findings.error_count > count:
        return
    if not changes:
        plan.same += 1
        return
    plan.rows.append(Planned(line, row.uuid if row else uuid4(), _title(sheet, row, changes), row is None, changes))


def _changes(
    plan: Plan, known: _Known, imported: ImportedFile, line: int, values: Mapping[str, Any], row: RegisterRow | None
) -> Iterator[Change]:
    """An empty cell leaves the box as it is, unless it was asked to empty it."""
    sheet, mapping, empties = known.sheet, imported.mapping, bool(imported.options.get("empties"))
    for column, part in sheet.boxes:
        name, words = name_of(column, part), sheet.words[column.pk]
        before = sheet.text(row, column, part) if row else ""
        typed = _typed(values.get(name)) if name in mapping else ""
        is_missing = column.is_required and not column.is_per_municipality
        if not typed:
            if is_missing and (not row or (empties and name in mapping and before)):
                plan.findings.error(line, mapping.get(name, ""), f"«{column}» må fylles ut.")
            elif row and empties and name in mapping and before:
                yield Change(column.pk, part, sheet.label(column, part), before, "")
            continue
        try:
            after = contents.printed(column.kind, contents.read(column.kind, typed, words), words)
        except NotThis as error:
            plan.findings.error(line, mapping[name], str(error))
            continue
        if after != before:
            yield Change(column.pk, part, sheet.label(column, part), before, after)


def _check_count(plan: Plan, known: _Known) -> None:
    new = sum(one.is_new for one in plan.rows)
    if len(known.rows) + new > MOST_ROWS:
        plan.findings.error(0, "", f"Registeret ville få {len(known.rows) + new} rader. Det har plass til {MOST_ROWS}.")


def _title(sheet: Sheet, row: RegisterRow | None, changes: tuple[Change, ...]) -> str:
    first = sheet.columns[0].pk
    told = next((change.after for change in changes if change.column == first and not change.part), "")
    return told or (str(row) if row else "Rad uten navn")


def _typed(value: Any) -> str:
    """As a person would type it."""
    if value is None:
        return ""
    if hasattr(value, "hour"):
        return short_moment(value)
    return short_date(value) if hasattr(value, "year") else str(value)


def _synonyms(sheet: Sheet, column: RegisterColumn, part: str) -> tuple[str, ...]:
    if not part:
        return (column.key,)
    name = sheet.municipalities[part]
    alone = [one for one in sheet.columns if one.is_per_municipality] == [column]
    return (f"{column.title} {name}", f"{name} {column.title}", f"{column.title} {part}", *((name,) if alone else ()))
