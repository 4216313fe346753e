"""What a document shows of the data: single figures, tables and charts, each with the place its rows are found.

These are the contract between the apps: the rooms of `budget` and `support` make them out of rows,
`meetings` binds them into documents, freezes them as JSON, and one set of templates prints them on
the web page and in the PDF. Text is already printed as a Norwegian reads it; `value` keeps the exact one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

from rorikt.amounts import NOTHING, short_date

Kind = Literal["text", "number"]
Change = Literal["", "new", "changed", "same"]
# What a shape was given after contents were stored in it: written only where there is any, so that the hash of what is
# stored stays the same.
ADDED = {"added": True}
LONGEST_WAS = 60  # characters of what stood in a cell, that are printed beside what stands there now


class NotAvailable(Exception):
    """Data that a figure needs is missing. The message says in Norwegian what it is, and blocks approval."""


@dataclass(frozen=True)
class Figure:
    """One value in a sentence.

    `value` is exact (`None` where there was nothing to measure, printed «–»), `unit` its unit («kr», «%», «saker»),
    `text` the value as it stands in the sentence, `source` the path of the page with the rows behind it.
    """

    key: str
    label: str
    value: Decimal | int | None
    unit: str
    text: str
    as_of: date | None = None
    source: str = ""

    @property
    def link(self) -> str:
        return _link(self)


@dataclass(frozen=True)
class Column:
    """`width` is the share of the table's width in per cent; neighbours with the same `group` get one head above.

    `key` is its name for life, where what it is called may change.
    """

    label: str
    kind: Kind = "text"
    width: int = 0
    group: str = ""
    key: str = field(default="", metadata=ADDED)


@dataclass(frozen=True)
class Cell:
    """`value` is the exact value behind `text`, as text (`"1937782.94"`); empty for what is only text.

    `change` says what became of it since the last report, in the cell that heads a row of the row as a whole: changed
    from what it `was` (empty where that is not told), or the same `since` a day.
    """

    text: str
    value: str = ""
    source: str = ""
    change: Change = field(default="", metadata=ADDED)
    was: str = field(default="", metadata=ADDED)
    since: date | None = field(default=None, metadata=ADDED)

    @classmethod
    def of(cls, value: Any, shown: Callable[[Any], str], source: str = "") -> "Cell":
        """A value as it is printed. Nothing stands behind what is not known."""
        return cls(shown(value), "" if value is None else str(value), source)

    @property
    def link(self) -> str:
        return _link(self)

    @property
    def is_known(self) -> bool:
        """A value or rows, and not the «–» of what nobody knows or has."""
        return bool(self.value or self.source) and self.text != NOTHING

    @property
    def mark(self) -> str:
        """What is printed beside it of what became of it: `Endret (var «På plan»)`. Empty where nothing is said."""
        match self.change:
            case "new":
                return "Nytt"
            case "changed" if self.was == NOTHING:
                return "Endret (sto tomt)"
            case "changed":
                return f"Endret (var «{_shortened(self.was)}»)" if self.was else "Endret"
            case "same":
                return f"Uendret siden {short_date(self.since)}" if self.since else "Uendret"
        return ""

    @property
    def printed(self) -> str:
        """With its mark, where a cell is one text."""
        return f"{self.text} {self.mark}".strip()


@dataclass(frozen=True)
class Table:
    """`total` is the last row, printed apart; empty where the table has none. The first column heads its row.

    `lacks` says what the sums are without; it is printed with the table and exported with its rows. `row_keys` are the
    names of its rows for life, where it has such. `changes` says what its marks are held against, and what is gone.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    unit_note: str = ""
    note: str = ""
    source: str = ""
    as_of: date | None = None
    lacks: str = ""
    row_keys: tuple[str, ...] = field(default=(), metadata=ADDED)
    changes: str = field(default="", metadata=ADDED)

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Its rows, then its total where it has one."""
        return (*self.rows, self.total) if self.total else self.rows

    @property
    def printed_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Each cell with the column it stands in, as templates need them."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def printed_total(self) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, self.total, strict=True)) if self.total else []

    @property
    def printed_below(self) -> list[tuple[Column, Cell]]:
        """A row below the totals that is of one reader: no document has any of its own."""
        return []

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)


@dataclass(frozen=True)
class Series:
    """`values` has one number for each category of the chart; `None` where nothing was measured."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """`table` holds the same numbers for those who read rather than look.

    `days` are the categories as days, of a chart in which each stands at its place in time.
    """

    key: str
    title: str
    kind: Literal["bars", "stacked", "lines"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    table: Table
    source: str = ""
    as_of: date | None = None
    days: tuple[date, ...] = field(default=(), metadata=ADDED)


@dataclass(frozen=True)
class Term:
    term: str
    meaning: str


@dataclass(frozen=True)
class Definitions:
    """Terms with what they mean, in the order they are printed."""

    items: tuple[Term, ...]


@dataclass(frozen=True)
class Source:
    """What a frozen document keeps of the rows behind it: which rows, how many, and the SHA-256 over them."""

    name: str
    rows: int
    sha256: str
    settings: dict[str, Any] = field(default_factory=dict)


def to_json(value: "DataclassInstance") -> dict[str, Any]:
    """Plain JSON types; decimals and dates become text."""
    written: dict[str, Any] = _plain(value)
    return written


def figure_from_json(data: dict[str, Any]) -> Figure:
    """The figure that `to_json` was given."""
    value = data["value"]
    exact = Decimal(value) if isinstance(value, str) else value
    return Figure(**{**data, "value": exact, "as_of": _date(data["as_of"])})


def table_from_json(data: dict[str, Any]) -> Table:
    """The table that `to_json` was given."""
    return Table(
        **{
            **data,
            "columns": tuple(Column(**column) for column in data["columns"]),
            "rows": tuple(_cells(row) for row in data["rows"]),
            "total": _cells(data["total"]),
            "as_of": _date(data["as_of"]),
            "row_keys": tuple(data.get("row_keys", ())),
        }
    )


def chart_from_json(data: dict[str, Any]) -> Chart:
    """The chart that `to_json` was given."""
    return Chart(
        **{
            **data,
            "categories": tuple(data["categories"]),
            "series": tuple(Series(series["label"], tuple(series["values"])) for series in data["series"]),
            "table": table_from_json(data["table"]),
            "as_of": _date(data["as_of"]),
            "days": tuple(map(date.fromisoformat, data.get("days", ()))),
        }
    )


def _link(shown: Figure | Cell) -> str:
    """The way to its rows; none from a «–», which has no rows."""
    return "" if shown.text == NOTHING else shown.source


def _cells(row: list[dict[str, Any]]) -> tuple[Cell, ...]:
    return tuple(Cell(**{**cell, "since": _date(cell["since"])} if "since" in cell else cell) for cell in row)


def _shortened(text: str) -> str:
    plain = " ".join(text.split(" "))
    return plain if len(plain) <= LONGEST_WAS else f"{plain[:LONGEST_WAS].rsplit(' ', 1)[0]} …"


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        told = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: _plain(held) for one, held in told if held or "added" not in one.metadata}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
