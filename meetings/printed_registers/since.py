"""What has changed in a table of rows since another one, the one of the last report.

Pure: two tables as they are printed. A row is known by its name for life and a column by its own; what was frozen
before tables had such names goes by what heads it. What a reader reads is compared, so that nothing is called unchanged
that reads differently; a number that is only printed in another way is the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from rorikt.amounts import NOTHING, short_date
from rorikt.figures.values import Cell, Column, Table

Row = tuple[Cell, ...]
# Whether what stood in a cell of this column may be told to those who read the new table.
Tells = Callable[[Column, str], bool]
MOST_NAMED = 12  # rows that are gone; the others are counted


@dataclass(frozen=True)
class Changed:
    """One cell that is another than it was; `key` is that of its row."""

    key: str
    title: str
    column: Column
    was: str
    now: str


@dataclass(frozen=True)
class Compared:
    """Two tables held against each other: the row of the old one by the place of the new one's, and columns likewise.

    `gone` are the old rows that the new one has not, by their names; without names nobody knows which they are.
    """

    old: Table
    new: Table
    rows: dict[int, Row]
    columns: dict[int, int]
    gone: dict[str, Row]
    gone_unknown: int = 0

    @property
    def new_columns(self) -> list[Column]:
        """Those that the old table did not have."""
        return [one for place, one in enumerate(self.new.columns) if place not in self.columns]

    def changed_in(self, place: int) -> list[int]:
        """The columns in which a row that was there is another, in order."""
        row, was = self.new.rows[place], self.rows[place]
        return [column for column, before in self.columns.items() if not is_same(was[before], row[column])]


def compare(old: Table, new: Table) -> Compared:
    old_rows, new_rows = _named_rows(old, new), _named_rows(new, old)
    columns = _columns(old, new)
    rows = {place: old.rows[old_rows[name]] for name, place in new_rows.items() if name in old_rows}
    if have_names(old, new):
        gone = {name: old.rows[place] for name, place in old_rows.items() if name not in new_rows}
        return Compared(old, new, rows, columns, gone)
    heads = {row[0].text for row in new.rows}
    return Compared(old, new, rows, columns, {}, sum(row[0].text not in heads for row in old.rows))


def have_names(*tables: Table) -> bool:
    return all(len(table.row_keys) == len(table.rows) for table in tables)


def is_same(was: Cell, now: Cell) -> bool:
    if was.text == now.text:
        return True
    try:
        return bool(was.value and now.value) and Decimal(was.value) == Decimal(now.value)
    except InvalidOperation:
        return False


def changes(compared: Compared, tells: Tells) -> Iterator[Changed]:
    """Every cell that is another, row by row; `was` is empty where it may not be told."""
    for place, was in compared.rows.items():
        row = compared.new.rows[place]
        for column in compared.changed_in(place):
            head, before = compared.new.columns[column], was[compared.columns[column]].text
            told = before if tells(head, before) else ""
            key = compared.new.row_keys[place] if compared.new.row_keys else ""
            yield Changed(key, row[0].text, head, told, row[column].text)


def marked(compared: Compared, as_of: date, long: frozenset[str], tells: Tells) -> tuple[Row, ...]:
    """The rows of the new table with their marks. `as_of` is the day of the old one, `long` the keys of the columns
    with long texts: one of these that is unchanged says so itself, unless its row says the same of all of it."""
    return tuple(
        _marked_row(compared, place, as_of, long, tells) if place in compared.rows else _other_row(compared, row)
        for place, row in enumerate(compared.new.rows)
    )


def told(compared: Compared, title: str, as_of: date, gone: list[str]) -> str:
    """What stands below the table. `gone` are the rows that are, as they may be told."""
    said = [f"Merkene viser hva som er nytt og endret siden «{title}» med status per {short_date(as_of)}."]
    if compared.new_columns:
        names = _listed([f"«{column.group or column.label}»" for column in compared.new_columns])
        said.append(f"{names} sto ikke i tabellen da.")
    if gone:
        named = gone[:MOST_NAMED]
        more = f" og {len(gone) - len(named)} til" if len(gone) > len(named) else ""
        said.append(f"Ikke lenger med: {', '.join(named) if more else _listed(named)}{more}.")
    if compared.gone_unknown:
        count = compared.gone_unknown
        said.append(f"{count} {'rad' if count == 1 else 'rader'} fra da er ikke lenger med.")
    return " ".join(said)


def _other_row(compared: Compared, row: Row) -> Row:
    """A new one; without a mark where it goes by a title that another has too."""
    heads = [one[0].text for one in (*compared.old.rows, *compared.new.rows)]
    is_unsure = not have_names(compared.old, compared.new) and heads.count(row[0].text) > 1
    return row if is_unsure else (replace(row[0], change="new"), *row[1:])


def _marked_row(compared: Compared, place: int, as_of: date, long: frozenset[str], tells: Tells) -> Row:
    row, was = compared.new.rows[place], compared.rows[place]
    changed = set(compared.changed_in(place))
    row_since = since_of(was, was[0], as_of)
    found = []
    for column, cell in enumerate(row):
        head, before = compared.new.columns[column], compared.columns.get(column)
        if column in changed and before is not None:
            text = was[before].text
            found.append(replace(cell, change="changed", was=text if tells(head, text) else ""))
        elif column == 0:
            found.append(replace(cell, change="changed") if changed else replace(cell, change="same", since=row_since))
        elif before is not None and head.key in long and cell.text != NOTHING:
            since = since_of(was, was[before], as_of)
            says = changed or since != row_since
            found.append(replace(cell, change="same", since=since) if says else cell)
        else:
            found.append(cell)
    return tuple(found)


def since_of(row: Row, cell: Cell, as_of: date) -> date:
    """Since when a cell of the old table says what it says: as it says itself, or its row; else since its own day."""
    if cell.change == "same" and cell.since:
        return cell.since
    if not cell.change and row[0].change == "same" and row[0].since:
        return row[0].since
    return as_of


def _named_rows(table: Table, other: Table) -> dict[str, int]:
    """The place of each row by its name, or by what heads it where no other is headed by that."""
    if have_names(table, other):
        return {key: place for place, key in enumerate(table.row_keys)}
    heads = Counter(row[0].text for row in table.rows)
    return {row[0].text: place for place, row in enumerate(table.rows) if heads[row[0].text] == 1}


def _columns(old: Table, new: Table) -> dict[int, int]:
    """The place of each column of the new table in the old one."""
    has_keys = all(column.key for column in (*old.columns, *new.columns))

    def name(column: Column) -> tuple[str, str]:
        return (column.key, "") if has_keys else (column.group, column.label)

    before = {name(column): place for place, column in enumerate(old.columns)}
    return {place: before[name(one)] for place, one in enumerate(new.columns) if name(one) in before}


def _listed(words: list[str]) -> str:
    return " og ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
