"""Tables as the checks read them: those that the system made, and those that somebody typed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from lxml import html

from meetings.claims.findings import Finding
from meetings.claims.numbers import only
from rorikt.figures.values import Cell, Table

_TOTAL = re.compile(
    r"\s*(?:(?:total|slutt)?sum|total|totalt|til sammen|tilsammen|i alt|samlet"
    r"|(?:alle|samtlige)(?: (?:kommun|kund|virksomhet|enhet)\w*)?$)(?!\w)",
    re.IGNORECASE,
)
LEAD = 120  # characters of a paragraph that may lead to the table below it
_POINT = re.compile(r"(.{2,60}?)\s*[:–=-]\s+(\S.*)")
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


NOWHERE = Place("", "", "")


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

    `scale` is what its numbers are counted in: 1 000 in «hele 1000 kroner»; `lead` is the line that leads to it.
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
    lead: str = ""

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
    """A table of the text; `before` is what is said above it. A sum stands last, or first as in many statistics."""
    caption = " ".join(_words_of(one) for one in table.iter("caption"))
    found = list(table.iter("tr"))
    heads_in = table.xpath(".//thead//tr") or [row for row in found if not row.findall(".//td")]
    count = len(heads_in)
    heads = _heads(_lines(found[:count], is_head=True))
    scale = _scale(f"{caption} {before} {' '.join(label for label, _ in heads)}")
    lines = _lines(found[count:], is_head=False)
    rows = [tuple(_typed_entry(text, heads, index, scale) for index, text in enumerate(line)) for line in lines if line]
    total: tuple[Entry, ...] = ()
    at = next((index for index in (-1, 0) if len(rows) > 1 and _TOTAL.match(rows[index][0].text)), None)
    if at is None and len(rows) > 2 and _is_sum_without_name(rows[-1], rows[:-1]):
        at = -1
    if at is not None:
        total = rows.pop(at)
    lead = before if len(before) <= LEAD else ""
    return Grid(place, caption, heads, tuple(rows), total, is_typed=True, scale=scale, lead=lead)


def _is_sum_without_name(last: Sequence[Entry], rows: Iterable[Sequence[Entry]]) -> bool:
    """A last row of numbers alone, where all the others have a name."""
    return not last[0].text and any(one.value is not None for one in last) and all(row[0].text for row in rows)


def listed_grid(points: html.HtmlElement, place: Place, before: str) -> Grid | None:
    """A list of names with a number each that ends or begins with a sum; `None` for any other list."""
    found = [_POINT.fullmatch(_words_of(point)) for point in points.iter("li")]
    lines = [(one[1], one[2]) for one in found if one]
    if len(lines) < len(found) or len(lines) < 3 or not any(_TOTAL.match(lines[at][0]) for at in (-1, 0)):
        return None
    heads, scale = (("", ""), ("Tall", "")), _scale(before)
    rows = [(Entry(label), _typed_entry(text, heads, 1, scale)) for label, text in lines]
    if any(row[1].value is None for row in rows):
        return None
    total = rows.pop(-1 if _TOTAL.match(rows[-1][0].text) else 0)
    caption = before.rstrip(":") if len(before) <= LEAD else ""
    return Grid(place, caption, heads, tuple(rows), total, is_typed=True, scale=scale)


def _lines(rows: Sequence[html.HtmlElement], *, is_head: bool) -> list[list[str]]:
    """The texts of each row. What covers several columns or rows is said of each of them in the head, else once."""
    lines: list[list[str]] = []
    covered: dict[tuple[int, int], str] = {}
    for index, row in enumerate(rows):
        line: list[str] = []
        for cell in (one for one in row if one.tag in {"td", "th"}):
            while (index, len(line)) in covered:
                line.append(covered[index, len(line)])
            text, wide = _words_of(cell), _span(cell, "colspan")
            again = text if is_head else ""
            start = len(line)
            line += [text, *[again] * (wide - 1)]
            below = range(index + 1, min(index + _span(cell, "rowspan"), len(rows)))
            covered |= {(down, column): again for down in below for column in range(start, start + wide)}
        while (index, len(line)) in covered:
            line.append(covered[index, len(line)])
        lines.append(line)
    return lines


def _words_of(element: html.HtmlElement) -> str:
    """Without the notes that stand in it."""
    text = "".join(element.xpath(".//text()[not(ancestor::small)]"))
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1")
    return min(int(text), 50) if text.isdecimal() and int(text) else 1


def _heads(lines: list[list[str]]) -> tuple[tuple[str, str], ...]:
    if not lines:
        return ()
    *above, last = lines
    groups = above[-1] if above and len(above[-1]) == len(last) else [""] * len(last)
    return tuple((label, group if group != label else "") for label, group in zip(last, groups, strict=True))


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
