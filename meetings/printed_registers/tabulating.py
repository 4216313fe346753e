"""Rows of a register as a table of a paper: the columns that are printed, states in words, amounts with their sum.

A column with a box for each municipality becomes a column for each of them: the matrix of a rollout.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from meetings.printed_registers.selecting import Selection
from meetings.registers.contents import Content, Kind
from meetings.registers.models import RegisterColumn
from meetings.registers.sheet import Line, Sheet
from rorikt.amounts import NOTHING, kroner, number, whole_kroner
from rorikt.figures.marks import width_of
from rorikt.figures.values import Cell, Column, Table
from rorikt.figures.values import Kind as ColumnKind

# Of a page: the size of its tables and the width of its text in points, and what a column has around its words, in per
# cent of that.
TEXT_SIZE, PAGE_WIDTH, PADDING = 8.75, 454.0, 1.5
MARKED_NUMBER, BESIDE_NUMBER = 2, 3
MOST_NEEDED = 30  # a longer word is divided
CLOSED = "Unntatt offentlighet"  # what stands for a row of another register that those who read it may not see
NUMBERS = frozenset({Kind.NUMBER, Kind.AMOUNT})
# What nobody adds up: a mean, a price, a share, a year.
_NOT_ADDED = re.compile(r"snitt|median|pris|andel|prosent|%|nummer|\bnr\b|årstall|(?<!per )\bår$", re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """A column of the table: of the register, or of one municipality in it. `days` is the column whose days are told
    beside its states."""

    column: RegisterColumn
    head: Column
    part: str = ""
    days: RegisterColumn | None = None

    @property
    def is_number(self) -> bool:
        return self.column.kind in NUMBERS

    @property
    def is_added(self) -> bool:
        return self.is_number and not _NOT_ADDED.search(self.column.title)

    def content(self, line: Line) -> Content:
        return line.sheet.content(line.row, self.column, self.part)

    def amounts(self, lines: Iterable[Line]) -> list[Decimal]:
        """Of the rows that have one."""
        found = (self.content(line).number for line in lines)
        return [amount for amount in found if amount is not None]


def table_of(
    sheet: Sheet, lines: Sequence[Line], chosen: Selection, closed: Collection[int], *, key: str, caption: str
) -> Table:
    """`lines` are the rows chosen. `closed` are rows of other registers that are not named here, by their keys."""
    columns = list(printed_columns(sheet, chosen))
    shown = [_printer(one, lines) for one in columns]
    total, lacks = _total(columns, lines, shown)
    table = Table(
        key=key,
        caption=caption,
        columns=tuple(one.head for one in columns),
        rows=tuple(
            tuple(_cell(one, line, show, closed) for one, show in zip(columns, shown, strict=True)) for line in lines
        ),
        total=total,
        unit_note="beløp i kroner" if _are_all_amounts(columns) else "",
        lacks=lacks,
        row_keys=tuple(str(line.row.uuid) for line in lines),
    )
    widths = fitted([column.width for column in table.columns], _needs(table))
    heads = zip(table.columns, widths, strict=True)
    return replace(table, columns=tuple(replace(column, width=width) for column, width in heads))


def fitted(widths: Sequence[int], needs: Sequence[int]) -> list[int]:
    """Widths in per cent in which no word is cut in two, as near those wished for as there is room for.

    Nothing is wished for where a width is 0. Where the needs are more than the table is wide, each gets its share.
    """
    unsaid = [place for place, width in enumerate(widths) if not width]
    left = max(100 - sum(widths), 0)
    wished = [width or max(left // len(unsaid), 1) for width in widths]
    if sum(needs) >= 100:
        return [need * 100 // sum(needs) for need in needs]
    spare = [max(width - need, 0) for width, need in zip(wished, needs, strict=True)]
    room = 100 - sum(needs)
    if sum(spare) <= room:
        return [max(width, need) for width, need in zip(wished, needs, strict=True)]
    return [need + more * room // sum(spare) for need, more in zip(needs, spare, strict=True)]


def _needs(table: Table) -> list[int]:
    """What the longest word of each column takes of the width of a page; a number has room for its mark, and beside
    it there is more."""
    found, is_beside = [], False
    for place, column in enumerate(table.columns):
        texts = [column.label, *(row[place].text for row in table.all_rows)]
        widest = max(width_of(word, TEXT_SIZE) for text in texts for word in text.split(" "))
        beside = MARKED_NUMBER if column.kind == "number" else BESIDE_NUMBER if is_beside else 0
        found.append(min(round(100 * widest / PAGE_WIDTH + PADDING) + beside, MOST_NEEDED))
        is_beside = column.kind == "number"
    return found


def printed_columns(sheet: Sheet, chosen: Selection) -> Iterator[Printed]:
    """In order; where the head has chosen that none is printed, the first."""
    printed = [column for column in sheet.columns if column.is_printed] or sheet.columns[:1]
    each = [column for column in printed if column.is_per_municipality]
    parts = [chosen.part] if chosen.part else list(sheet.municipalities)
    left = 100 - sum(column.width for column in printed if not column.is_per_municipality)
    share = left // (len(each) * len(parts)) if each and parts and left > 0 else 0
    units = _are_all_amounts([Printed(column, Column("")) for column in printed])
    for column in printed:
        unit = " (kr)" if column.kind == Kind.AMOUNT and not units else ""
        kind: ColumnKind = "number" if column.kind in NUMBERS else "text"
        if not column.is_per_municipality:
            yield Printed(column, Column(f"{column.title}{unit}", kind, column.width, key=column.key))
            continue
        days = _days_beside(sheet, column, printed)
        for part in parts:
            name, group = sheet.municipalities[part], f"{column.title}{unit}" if len(each) > 1 else ""
            head = Column(name, kind, share, group, key=f"{column.key}:{part}")
            yield Printed(column, head, part, days)


def _days_beside(sheet: Sheet, column: RegisterColumn, printed: Sequence[RegisterColumn]) -> RegisterColumn | None:
    """The day of each municipality, where the register has one that is not printed by itself."""
    if column.kind != Kind.STATE:
        return None
    days = (one for one in sheet.columns if one.kind == Kind.DAY and one.is_per_municipality)
    return next((one for one in days if one not in printed), None)


def _are_all_amounts(columns: Iterable[Printed]) -> bool:
    kinds = {one.column.kind for one in columns if one.is_number}
    return kinds == {Kind.AMOUNT}


def _cell(one: Printed, line: Line, show: Callable[[Decimal], str], closed: Collection[int]) -> Cell:
    content = one.content(line)
    if content.number is not None:
        return Cell(show(content.number), f"{content.number:f}", line.row.get_absolute_url())
    if content.row in closed:
        return Cell(CLOSED)
    text = line.sheet.text(line.row, one.column, one.part)
    day = line.sheet.text(line.row, one.days, one.part) if one.days else ""
    return Cell(f"{text} ({day})" if text and day else text or day or NOTHING)


def _printer(one: Printed, lines: Iterable[Line]) -> Callable[[Decimal], str]:
    """Amounts without øre, where none of the column has any."""
    if one.column.kind == Kind.NUMBER:
        return lambda value: number(value, one.column.decimals)
    return whole_kroner if all(amount == amount.to_integral_value() for amount in one.amounts(lines)) else kroner


def _total(
    columns: Sequence[Printed], lines: Sequence[Line], shown: Sequence[Callable[[Decimal], str]]
) -> tuple[tuple[Cell, ...], str]:
    """The row of sums, and what they are without."""
    sums, lacking = [], []
    for one, show in zip(columns[1:], shown[1:], strict=True):
        amounts = one.amounts(lines) if one.is_added else []
        total = sum(amounts, Decimal(0))
        sums.append(Cell(show(total), f"{total:f}") if amounts else Cell(""))
        if amounts and len(amounts) < len(lines):
            lacking.append((len(lines) - len(amounts), one.head.label))
    if len(lines) < 2 or not any(cell.text for cell in sums):
        return (), ""
    said = [
        f"Summen av «{label}» er uten {count} {'rad' if count == 1 else 'rader'} der den ikke er fylt ut."
        for count, label in lacking
    ]
    return (Cell("Sum"), *sums), " ".join(said)
