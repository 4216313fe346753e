"""What a document shows of the data: single figures, tables and charts, each with the place its rows are found.

These are the contract between the apps: the rooms of `budget` and `support` make them out of rows,
`meetings` binds them into documents, freezes them as JSON, and one set of templates prints them on
the web page and in the PDF. Text is already printed as a Norwegian reads it; `value` keeps the exact one.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

from rorikt.amounts import NOTHING

Kind = Literal["text", "number"]


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
    """`width` is the share of the table's width in per cent; neighbours with the same `group` get one head above."""

    label: str
    kind: Kind = "text"
    width: int = 0
    group: str = ""


@dataclass(frozen=True)
class Cell:
    """`value` is the exact value behind `text`, as text (`"1937782.94"`); empty for what is only text."""

    text: str
    value: str = ""
    source: str = ""

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


@dataclass(frozen=True)
class Table:
    """`total` is the last row, printed apart; empty where the table has none. The first column heads its row.

    `lacks` says what the sums are without; it is printed with the table and exported with its rows.
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
    days: tuple[date, ...] = ()


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
    written: dict[str, Any] = _plain(asdict(value))
    if isinstance(value, Chart) and not value.days:
        del written["days"]  # as charts were written before they had any: what is stored stays the same
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


def _cells(row: list[dict[str, str]]) -> tuple[Cell, ...]:
    return tuple(Cell(**cell) for cell in row)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
