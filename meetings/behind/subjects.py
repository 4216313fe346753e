"""A figure of a document or a cell of its tables, as the document itself tells of it: found by what it stands as."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from meetings.documents.content import Content, KeyFigure, Text
from meetings.key_figures.gathering import summary_in
from meetings.key_figures.trend import printed
from meetings.municipal.shares import Total, total_of, total_of_cell
from meetings.paragraphs.following import column_name
from meetings.paragraphs.leading import SUM
from meetings.paragraphs.paragraphs import Paragraph, paragraphs_of
from rorikt.figures.values import Cell, Column, Figure, Table


@dataclass(frozen=True)
class Subject:
    """`token` is what a figure stands as, empty of a cell. `value` is exact, `text` as it is printed.

    `facts` are what else is told of it, label and words. `source` leads to its rows. `places` are the paragraphs it
    stands in, in order. `total` is what the municipalities share of it, if they do.
    """

    label: str
    text: str
    value: str
    unit: str
    as_of: date
    source: str
    places: tuple[Paragraph, ...]
    facts: tuple[tuple[str, str], ...] = ()
    token: str = ""
    total: Total | None = None


@dataclass(frozen=True)
class Place:
    """Of a cell: its table with the paragraph that the table is, its row, `None` for that of the totals, its column."""

    table: Table
    paragraph: Paragraph
    row: int | None
    column: int

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.table.total if self.row is None else self.table.rows[self.row]

    @property
    def cell(self) -> Cell:
        return self.cells[self.column]

    @property
    def head(self) -> Column:
        return self.table.columns[self.column]


def find_figure(content: Content, token: str) -> tuple[Subject, Figure] | None:
    """One of its sentences, or of the key figures before it; None where the content has none of that name."""
    figure = next((one for one in content.figures if one.key == token), None)
    keyed = _keyed(content, token)
    figure = figure or (keyed.figure if keyed else None)
    if figure is None:
        return None
    subject = Subject(
        label=figure.label,
        text=printed(figure),
        value="" if figure.value is None else str(figure.value),
        unit=figure.unit,
        as_of=figure.as_of or content.as_of,
        source=figure.link,
        places=tuple(_saying(content, token)),
        token=token,
        total=total_of(figure, token),
    )
    return subject, figure


def find_place(content: Content, name: str, row: str, column: int) -> Place | None:
    """`name` is that of the table or the chart among the paragraphs, `row` and `column` count from 1.

    None for what is no number there, or not known.
    """
    paragraph = next((one for one in paragraphs_of(content.sections) if one.name == name), None)
    table = paragraph.table if paragraph else None
    if paragraph is None or table is None or not 2 <= column <= len(table.columns):
        return None
    if row == SUM:
        place = Place(table, paragraph, None, column - 1) if table.total else None
    elif row.isdecimal() and 1 <= int(row) <= len(table.rows):
        place = Place(table, paragraph, int(row) - 1, column - 1)
    else:
        place = None
    return place if place and place.head.kind == "number" and place.cell.is_known else None


def subject_of(content: Content, place: Place) -> Subject:
    table, column = place.table, place.head
    of_row = "Sum" if place.row is None else place.cells[0].text
    told = (
        ("Tabell", table.caption),
        ("Rad", of_row),
        ("Kolonne", column_name(table, place.column)),
        ("Enhet i tabellen", table.unit_note),
        ("Om tabellen", table.note),
        ("Mangler", table.lacks),
    )
    return Subject(
        label=f"{of_row}: {column.label.lower()}",
        text=place.cell.text,
        value=place.cell.value,
        unit="",
        as_of=table.as_of or content.as_of,
        source=place.cell.link or table.source,
        places=(place.paragraph,),
        facts=tuple((label, words) for label, words in told if words),
        total=total_of_cell(table, column, place.cell) if place.row is None else None,
    )


def same_place(content: Content, place: Place) -> Place | None:
    """The cell of the same table, row and column in another content, by their names or what they are called."""
    for paragraph in paragraphs_of(content.sections):
        table = paragraph.table
        if table is None or table.key != place.table.key:
            continue
        columns = [index for index, one in enumerate(table.columns) if _is_same_column(one, place.head)]
        rows = [None] if place.row is None and table.total else _rows_called(table, place)
        if len(columns) == 1 and len(rows) == 1:
            found = Place(table, paragraph, rows[0], columns[0])
            return found if found.cell.is_known else None
    return None


def _is_same_column(one: Column, other: Column) -> bool:
    """By its name for life where both have one."""
    return one.key == other.key if one.key and other.key else one == other


def _rows_called(table: Table, place: Place) -> list[int | None]:
    if place.row is None:
        return []
    if place.table.row_keys and table.row_keys:
        return [index for index, key in enumerate(table.row_keys) if key == place.table.row_keys[place.row]]
    return [index for index, row in enumerate(table.rows) if row[0].text == place.cells[0].text]


def _keyed(content: Content, token: str) -> KeyFigure | None:
    if content.kind == "minutes":
        return None
    return next((one for one in summary_in(content).key_figures if one.token == token), None)


def _saying(content: Content, token: str) -> Iterator[Paragraph]:
    for section in content.sections:
        if any(isinstance(block, Text) and f'data-figure="{token}"' in block.html for block in section.blocks):
            yield from (one for one in paragraphs_of([section]) if f'data-figure="{token}"' in one.html)
