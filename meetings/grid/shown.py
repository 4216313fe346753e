"""A register as its page shows it: heads in one line or two, and the boxes of rows in finished words."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict

from meetings.grid.ordering import name_of
from meetings.registers.contents import Kind
from meetings.registers.models import RegisterColumn, RegisterRow
from meetings.registers.sheet import Sheet, cells_of, content_of

NUMBERS = (Kind.NUMBER, Kind.AMOUNT)


@dataclass(frozen=True)
class Head:
    """The head of one box. `place` is which box of a row; `link` orders the rows by it, `order` is how they are now."""

    place: int
    column: RegisterColumn
    part: str
    label: str
    full_label: str
    link: str
    order: str
    is_number: bool


@dataclass(frozen=True)
class Heads:
    """In one line, or where a column has a box for each municipality: `groups` above, and those boxes below."""

    boxes: list[Head]
    groups: list[tuple[str, list[Head]]]

    @property
    def has_groups(self) -> bool:
        return any(title for title, _ in self.groups)


@dataclass(frozen=True)
class Box:
    head: Head
    text: str
    tone: str


@dataclass(frozen=True)
class ShownRow:
    row: RegisterRow
    number: int  # its place in the list as it is shown
    boxes: list[Box]


def heads_of(sheet: Sheet, query: QueryDict) -> Heads:
    """`query` is the query string of the page, which the links keep but for the order and the page."""
    boxes = [_head(sheet, place, column, part, query) for place, (column, part) in enumerate(sheet.boxes)]
    by_column = [(column, list(heads)) for column, heads in groupby(boxes, key=lambda head: head.column)]
    return Heads(boxes, [(column.title if column.is_per_municipality else "", heads) for column, heads in by_column])


def shown(sheet: Sheet, heads: Heads, rows: Iterable[RegisterRow], *, before: int = 0) -> list[ShownRow]:
    """`before` is how many rows stand on the pages before this one."""
    tones = {state.pk: state.tone for column in sheet.columns for state in column.states.all()}
    found = []
    for number, row in enumerate(rows, start=before + 1):
        held = cells_of(row)
        boxes = []
        for head in heads.boxes:
            content = content_of(head.column, head.part, held.get(head.column.pk, ()))
            text = sheet.printed(head.column, content) if content else ""
            boxes.append(Box(head, text, tones.get(content.state or 0, "")))
        found.append(ShownRow(row, number, boxes))
    return found


def _head(sheet: Sheet, place: int, column: RegisterColumn, part: str, query: QueryDict) -> Head:
    name, asked, link = name_of(column, part), query.get("sort", ""), query.copy()
    link.pop("page", None)
    link["sort"] = f"-{name}" if asked == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(asked, "none")
    return Head(
        place=place,
        column=column,
        part=part,
        label=sheet.municipalities[part] if part else column.title,
        full_label=sheet.label(column, part),
        link=f"?{link.urlencode()}",
        order=order,
        is_number=column.kind in NUMBERS,
    )
