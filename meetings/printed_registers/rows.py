"""The rows of a register that a document may print, and what the last report printed of them.

A document is for all who may read it, so a row that is exempt from the public is only in one that is exempt itself. Who
reads or writes a register is not asked: whoever writes the document may read it, and chooses to print it. See
docs/decisions/0056-what-a-report-says-has-changed-since-the-last.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from meetings.documents.models import Document
from meetings.key_figures.gathering import last_version
from meetings.printed_registers.selecting import Selection
from meetings.printed_registers.since import Tells
from meetings.registers.access import open_to, rows_for
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import Line, Sheet, lines_of
from rorikt.figures.once import once
from rorikt.figures.values import NotAvailable, Table


@dataclass(frozen=True)
class Rows:
    """`left_out` are those that are exempt from the readers, `closed` rows of other registers that they do not see the
    titles of, `open_titles` those that they do, by the key of the column that refers to them."""

    sheet: Sheet
    lines: tuple[Line, ...]
    left_out: int
    closed: frozenset[int]
    open_titles: Mapping[str, frozenset[str]]
    is_public: bool

    @property
    def register(self) -> Register:
        return self.sheet.register

    def chosen(self, selection: Selection) -> list[Line]:
        return [line for line in self.lines if selection.keeps(line)]

    @property
    def tells(self) -> Tells:
        """What once stood in a cell may be told again, unless it names a row that is exempt now."""

        def may_tell(column: Any, text: str) -> bool:
            titles = self.open_titles.get(column.key.partition(":")[0])
            return titles is None or text in titles

        return may_tell


@dataclass(frozen=True)
class Last:
    """What the last report printed, as those who read this one may read it; `tables` by what they stand as."""

    title: str
    as_of: date
    tables: Mapping[str, Table]


def may_print_exempt(document: Document | None) -> bool:
    return document is not None and _is_exempt(document)


@once
def _is_exempt(document: Document) -> bool:
    return document.exempt_part is not None


def rows_in(slug: str, document: Document | None) -> Rows:
    """Raises NotAvailable where there is no such register in use, or it is exempt and the document is not."""
    return _rows_in(slug, is_public=not may_print_exempt(document))


@once
def _rows_in(slug: str, *, is_public: bool) -> Rows:
    register = Register.objects.filter(slug=slug, is_active=True).first()
    if register is None:
        raise NotAvailable(f"det er ikke noe register i bruk med kortnavnet {slug}. Se under Registre.")
    if is_public and register.exemption_basis:
        raise NotAvailable(
            f"registeret «{register}» er unntatt offentlighet, og dokumentet er det ikke. Ta det ut, eller skriv "
            "unntaket på dokumentet under Opplysninger."
        )
    every = RegisterRow.objects.standing().filter(register=register)
    lines = lines_of(register, rows_for(None, register) if is_public else every)
    sheet = lines[0].sheet if lines else Sheet(register)
    closed, titles = _referred(sheet) if is_public else (frozenset[int](), {})
    left_out = every.count() - len(lines) if is_public else 0
    return Rows(sheet, tuple(lines), left_out, closed, titles, is_public)


def _referred(sheet: Sheet) -> tuple[frozenset[int], dict[str, frozenset[str]]]:
    """Of the rows that columns refer to: those that are exempt, and the titles of those that are not."""
    closed: set[int] = set()
    titles: dict[str, frozenset[str]] = {}
    for column in sheet.columns:
        if column.kind != Kind.ROW or column.refers_to is None:
            continue
        rows = RegisterRow.objects.filter(register=column.refers_to)
        seen = rows.none() if column.refers_to.exemption_basis else rows.filter(open_to(None))
        titles[column.key] = frozenset(["–", *seen.values_list("title", flat=True)])
        closed |= set(rows.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True))
    return frozenset(closed), titles


@once
def last_report(document: Document) -> Last | None:
    """The one that this is held against: never an older version of the document itself."""
    version = last_version(document)
    if version is None:
        return None
    content = version.frozen if may_print_exempt(document) else version.frozen_public
    tables = [block for section in content.sections for block in section.blocks if isinstance(block, Table)]
    return Last(content.title, content.as_of, {table.key: table for table in tables})
