"""A table of a document from its columns, each of which says in one place what it is called, shows and adds up to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rorikt.figures.values import Cell, Column, Kind, Table

Row = TypeVar("Row")
Printer = Callable[[Any], str]


@dataclass(frozen=True)
class ValueColumn(Generic[Row]):
    """What `column` was told."""

    head: Column
    value: Callable[[Row], Any]
    shown: Printer | None
    link: Callable[[Row], str] | None
    total: Any

    def cell(self, row: Row) -> Cell:
        return self._printed(self.value(row), self.link(row) if self.link else "")

    def total_of(self, rows: Iterable[Row]) -> Cell:
        if isinstance(self.total, str):
            return Cell(self.total)
        return self._printed(self.total([self.value(row) for row in rows]) if callable(self.total) else self.total)

    def _printed(self, value: Any, source: str = "") -> Cell:
        if isinstance(value, Cell):
            return value
        return Cell(value, source=source) if self.shown is None else Cell.of(value, self.shown, source)


def column(
    label: str,
    value: Callable[[Row], Any],
    shown: Printer | None = None,
    width: int = 0,
    *,
    total: Any = "",
    link: Callable[[Row], str] | None = None,
    kind: Kind | None = None,
    group: str = "",
) -> ValueColumn[Row]:
    """A column of what `value` says of a row: a text, or what is printed by `shown` and stands right; or a whole Cell.

    `link` leads to the rows behind it. `total` is a text, or a value like those above it, or a function of these
    (`sum`), printed in the same way.
    """
    head = Column(label, kind or ("number" if shown else "text"), width, group)
    return ValueColumn(head, value, shown, link, total)


def tabulate(key: str, caption: str, columns: Sequence[ValueColumn[Row]], rows: Iterable[Row], **told: Any) -> Table:
    """`told` is what a Table has besides: notes, source, day. It has a total where any of its columns has one."""
    listed = list(rows)
    total = tuple(one.total_of(listed) for one in columns)
    return Table(
        key=key,
        caption=caption,
        columns=tuple(one.head for one in columns),
        rows=tuple(tuple(one.cell(row) for one in columns) for row in listed),
        total=total if any(cell.text for cell in total) else (),
        **told,
    )
