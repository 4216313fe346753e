"""Tables as the checks read them: those that the system made, and those that somebody typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from lxml import html

from meetings.claims.findings import Finding
from meetings.claims.numbers import only
from rorikt.figures.values import Cell, Table

_TOTAL = re.compile(r"\s*(?:sum|total|totalt|til sammen|i alt|samlet)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?:hele?|i)\s+(?:1\s?000|tusen)|\b1\s?000 kr|\btkr\b|\bt\.kr", re.IGNORECASE)
_MILLIONS = re.compile(r"(?:hele?|i)\s+(?:mill\b|millioner)", re.IGNORECASE)
TYPED_BY_HAND = "egen:"  # how the keys of a document's own tables begin


@dataclass(frozen=True)
class Place:
    """A section; `titles` are its own and those above, nearest first."""

    number: str
    title: str
    anchor: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A cell of a table. `value` is exact where the system made it, and as far as it was printed where it was typed."""

    text: str
    value: Decimal | None = None
    step: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True)
class Grid:
    """A table. `heads` are the labels of its columns with the group above each; `total` its last row, if it is a sum.

    `scale` is what its numbers are counted in: 1 000 in «hele 1000 kroner».
    """

    place: Place
    caption: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Entry, ...], ...]
    total: tuple[Entry, ...] = ()
    is_typed: bool = False
    scale: int = 1
    token: str = ""
    source: str = ""

    def head(self, column: int) -> str:
        label, group = self.heads[column] if column < len(self.heads) else ("", "")
        return f"{label} {group}".strip()

    def column(self, index: int) -> list[Entry]:
        return [row[index] for row in self.rows if index < len(row)]

    @property
    def name(self) -> str:
        return f"Tabellen «{self.caption}»" if self.caption else "Tabellen"

    def finding(self, check: str, says: str, quote: str = "", values: Iterable[str] = ()) -> Finding:
        block = "\n".join([self.caption, *("\t".join(entry.text for entry in row) for row in (*self.rows, self.total))])
        return finding_at(self.place, check, says, quote, block, values, self.source)


def finding_at(
    place: Place, check: str, says: str, quote: str, block: str, values: Iterable[str] = (), source: str = ""
) -> Finding:
    return Finding(check, says, place.number, place.title, place.anchor, quote, block, tuple(values), source)


def grid_of(table: Table, place: Place) -> Grid:
    """A table that the system made."""
    scale = _scale(table.unit_note)
    return Grid(
        place=place,
        caption=table.caption,
        heads=tuple((column.label, column.group) for column in table.columns),
        rows=tuple(tuple(map(_entry, row)) for row in table.rows),
        total=tuple(map(_entry, table.total)),
        is_typed=table.key.startswith(TYPED_BY_HAND),
        scale=scale,
        token=table.key,
        source=table.source,
    )


def _entry(cell: Cell) -> Entry:
    printed = only(cell.text)
    try:
        value = Decimal(cell.value) if printed else None
    except InvalidOperation:
        value = None
    return Entry(cell.text, value, printed.step if printed else Decimal(1), printed.unit if printed else "")


def typed_grid(table: html.HtmlElement, place: Place, before: str) -> Grid:
    caption = " ".join(table.xpath("string(.//caption)").split())
    lines = [_line(row) for row in table.iter("tr")]
    heads_in = table.xpath(".//thead//tr") or [row for row in table.iter("tr") if not row.findall(".//td")]
    count = len(heads_in)
    heads = _heads(lines[:count])
    scale = _scale(f"{caption} {before} {' '.join(label for label, _ in heads)}")
    rows = [tuple(_typed_entry(text, heads, index, scale) for index, text in enumerate(line)) for line in lines[count:]]
    rows = [row for row in rows if row]
    total: tuple[Entry, ...] = ()
    if rows and _TOTAL.match(rows[-1][0].text):
        total = rows.pop()
    return Grid(place, caption, heads, tuple(rows), total, is_typed=True, scale=scale)


def _line(row: html.HtmlElement) -> list[str]:
    """Its texts, one for each column that a cell covers."""
    cells: list[str] = []
    for cell in row:
        if cell.tag in {"td", "th"}:
            cells += [re.sub(r"[ \t\r\n]+", " ", cell.text_content()).strip()] * _span(cell)
    return cells


def _span(cell: html.HtmlElement) -> int:
    text = cell.get("colspan", "1")
    return min(int(text), 50) if text.isdigit() and int(text) else 1


def _heads(lines: list[list[str]]) -> tuple[tuple[str, str], ...]:
    if not lines:
        return ()
    *above, last = lines
    groups = above[-1] if above and len(above[-1]) == len(last) else [""] * len(last)
    return tuple(zip(last, groups, strict=True))


def _typed_entry(text: str, heads: tuple[tuple[str, str], ...], index: int, scale: int) -> Entry:
    number = only(text) if index else None
    if number is None:
        return Entry(text)
    unit = number.unit
    if not unit and index < len(heads) and re.search(r"%|prosent", heads[index][0], re.IGNORECASE):
        unit = "%"
    by = scale if unit != "%" else 1
    return replace(Entry(text), value=number.value * by, step=number.step * by, unit=unit)


def _scale(text: str) -> int:
    if _THOUSANDS.search(text):
        return 1000
    return 1_000_000 if _MILLIONS.search(text) else 1
