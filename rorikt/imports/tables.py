"""Tables of all imports: the files, the first rows of one, and what is wrong with it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from rorikt.amounts import NOTHING, number, short_moment
from rorikt.figures.values import Cell, Column, Table
from rorikt.imports.models import ImportedFile
from rorikt.sheets.cell_values import to_text
from rorikt.sheets.tabular import Layout
from rorikt.tables.columns import NUMBER


class ImportTable(tables.Table):
    """`address` is the name of the page of a file; `related` what an app's own columns need of each."""

    related: tuple[str, ...] = ()

    original_name = tables.Column(verbose_name="Fil")
    row_count = tables.Column(attrs=NUMBER)
    source = tables.Column(default=NOTHING)
    confirmed_at = tables.Column(default=NOTHING)
    confirmed_by = tables.Column(default=NOTHING)

    class Meta:
        model = ImportedFile
        fields = [
            "original_name", "state", "row_count", "source", "uploaded_at", "uploaded_by", "confirmed_at",
            "confirmed_by",
        ]  # fmt: skip
        empty_text = "Ingen filer er lastet opp."

    def __init__(self, kind: str, *, title: str, address: str) -> None:
        files = ImportedFile.objects.filter(kind=kind)
        super().__init__(files.select_related("source", "uploaded_by", "confirmed_by", *self.related))
        self.caption, self.address = f"{title}, den nyeste først", address

    def render_original_name(self, value: str, record: ImportedFile) -> str:
        return format_html('<a href="{}">{}</a>', reverse(self.address, args=[record.pk]), value)

    def value_original_name(self, value: str) -> str:
        return value

    def render_row_count(self, value: int) -> str:
        return number(value)

    def render_uploaded_at(self, value: datetime) -> str:
        return short_moment(value)

    def render_confirmed_at(self, value: datetime) -> str:
        return short_moment(value)


def sample(imported: ImportedFile, layout: Layout) -> Table:
    """The first lines of a file as they are, below the titles that its columns are chosen by."""

    def text(cells: Any, place: int) -> str:
        return "" if place >= len(cells) or cells[place] is None else to_text(cells[place])

    said = [place for row in layout.top for place, cell in enumerate(row.cells, 1) if cell not in ("", None)]
    width = max(len(layout.header), *said)
    untitled = [NOTHING] * (width - len(layout.header))
    return Table(
        key="utdrag",
        caption=f"De første linjene i {imported.original_name}",
        columns=(Column("Linje", "number"), *(Column(title) for title in (*layout.header, *untitled))),
        rows=tuple(
            (
                Cell(f"{row.line} (titler)" if row.line == layout.header_line else str(row.line)),
                *(Cell(text(row.cells, place)) for place in range(width)),
            )
            for row in layout.top
        ),
    )


def faults_table(imported: ImportedFile, which: str) -> Table | None:
    """`errors` or `warnings` of the file, the first of them, with how many there are; nothing where there are none."""
    found = imported.summary.get(which, [])
    if not found:
        return None
    count = imported.summary.get(f"{which[:-1]}_count", len(found))
    return Table(
        key=which,
        caption=f"{'Feil' if which == 'errors' else 'Merknader'} i filen ({number(Decimal(count))})",
        columns=(Column("Linje", "number", 10), Column("Kolonne", width=25), Column("Grunn", width=65)),
        rows=tuple((Cell(str(one["line"] or "")), Cell(one["column"]), Cell(_reason(one))) for one in found),
        note="" if sum(one.get("count", 1) for one in found) == count else f"De første {len(found)} vises.",
    )


def _reason(one: Mapping[str, Any]) -> str:
    """With how many other rows it holds for."""
    others = one.get("count", 1) - 1
    if not others:
        return str(one["reason"])
    return f"{one['reason']} Gjelder også {number(others)} {'rad' if others == 1 else 'rader'} til."
