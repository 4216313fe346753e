"""Tables as Word wants them: cells that know their place, and how many columns and rows they reach over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import html

from rorikt.figures.values import Table


@dataclass(frozen=True)
class GridCell:
    """`element` is the cell of a text, where it is one; else it says `text`. `is_head`: of a row that is a head."""

    row: int
    column: int
    text: str = ""
    element: html.HtmlElement | None = None
    wide: int = 1
    high: int = 1
    is_head: bool = False
    is_bold: bool = False
    is_right: bool = False


def head_rows(cells: Sequence[GridCell]) -> int:
    return max((cell.row + cell.high for cell in cells if cell.is_head), default=0)


def of_texts(rows: Sequence[Sequence[str]], *, heads: int, is_first_head: bool = False) -> list[GridCell]:
    """`heads` rows of head; the first cell of the others is bold where it heads its row."""
    return [
        GridCell(row, column, text, is_head=row < heads, is_bold=row < heads or (is_first_head and column == 0))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]


def of_table(table: Table) -> list[GridCell]:
    """A head of two rows where columns stand in groups, as on the page."""
    numbers = [column.kind == "number" for column in table.columns]
    heads = 2 if table.has_groups else 1
    cells = list(_head(table, numbers, heads))
    for row, shown in enumerate(table.all_rows, start=heads):
        is_total = bool(table.total) and row == heads + len(table.rows)
        cells += [
            GridCell(row, column, cell.printed, is_bold=is_total, is_right=numbers[column])
            for column, cell in enumerate(shown)
        ]
    if not table.rows:
        cells.append(GridCell(heads, 0, "Ingen rader.", wide=len(table.columns)))
    return cells


def _head(table: Table, numbers: list[bool], heads: int) -> Iterator[GridCell]:
    place = 0
    for group, columns in groupby(table.columns, key=lambda column: column.group):
        labels = [column.label for column in columns]
        if group:
            yield GridCell(0, place, group, wide=len(labels), is_head=True, is_bold=True)
        for column, label in enumerate(labels, start=place):
            row, high = (1, 1) if group else (0, heads)
            yield GridCell(row, column, label, high=high, is_head=True, is_bold=True, is_right=numbers[column])
        place += len(labels)


def of_html(table: html.HtmlElement) -> list[GridCell]:
    """Of a table in a text, whose rows were made whole when it was stored; see rorikt/texts/structure.py."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, element in enumerate(table.iter("tr")):
        is_head = element.getparent().tag == "thead"
        column = 0
        for cell in element:
            while (row, column) in taken:
                column += 1
            wide, high = int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
            taken |= {(row + down, column + right) for down in range(high) for right in range(wide)}
            is_bold = cell.tag == "th"
            cells.append(GridCell(row, column, element=cell, wide=wide, high=high, is_head=is_head, is_bold=is_bold))
    return cells
