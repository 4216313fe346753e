"""What is known of a paper: every figure and table cell that it prints or could print, with what it is called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from meetings.claims.grids import Entry, Grid
from meetings.claims.numbers import Number, years
from meetings.claims.reading import Paper
from meetings.claims.words import words
from rorikt.figures.values import Figure

LARGEST = 400  # cells of a table that are known one by one


@dataclass(frozen=True)
class Fact:
    """`printed` is how it stands in its table, where that is in thousands; `row` and `column` are of its cell."""

    value: Decimal
    unit: str
    label: str
    text: str
    source: str = ""
    token: str = ""
    printed: Decimal | None = None
    row: str = ""
    column: str = ""
    caption: str = ""
    is_typed: bool = False
    is_total: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return words(f"{self.row} {self.column}" if self.row else self.label)

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(years(f"{self.label} {self.caption}"))

    @property
    def told(self) -> str:
        """«Merforbruk 2023, som er 1 937 783 kr»."""
        return f"{self.label}, som er {self.text}"

    def equals(self, number: Number) -> bool:
        """As far as the number was printed; its sign aside."""
        if abs(abs(self.value) - abs(number.value)) <= number.step / 2:
            return True
        return number.unit == "" and self.printed is not None and abs(self.printed) == abs(number.value)

    def measures(self, number: Number) -> bool:
        """Whether the two count the same kind of thing, as far as one can see."""
        if "%" in {self.unit, number.unit}:
            return self.unit == number.unit
        return not self.unit or not number.unit or self.unit == number.unit


def facts_of(paper: Paper) -> list[Fact]:
    """Those that the system made first, then what stands in tables that somebody typed."""
    found = [
        *(_of_figure(figure) for figure in paper.figures.values()),
        *(_of_figure(one) for one in paper.offered if isinstance(one, Figure)),
        *(fact for grid in paper.grids if not grid.is_typed for fact in facts_in(grid)),
        *(fact for one in paper.offered if isinstance(one, Grid) for fact in facts_in(one)),
        *(fact for grid in paper.grids if grid.is_typed for fact in facts_in(grid)),
    ]
    once = {(fact.value, fact.unit, fact.label, fact.column): fact for fact in reversed([one for one in found if one])}
    return list(reversed(once.values()))


def facts_in(grid: Grid) -> Iterator[Fact]:
    lines = [*((row, False) for row in grid.rows), *([(grid.total, True)] if grid.total else [])]
    if sum(len(row) for row, _ in lines) > LARGEST:
        lines = [(grid.total, True)] if grid.total else []
    for row, is_total in lines:
        for column, entry in enumerate(row):
            if column and entry.value is not None:
                yield _of_entry(grid, row[0].text, column, entry, is_total)


def _of_entry(grid: Grid, row: str, column: int, entry: Entry, is_total: bool) -> Fact:
    head = grid.head(column)
    assert entry.value is not None
    return Fact(
        value=entry.value,
        unit=entry.unit or ("kr" if grid.scale > 1 else ""),
        label=f"{row}, {head} i «{grid.caption}»" if grid.caption else f"{row}, {head}",
        text=entry.text,
        source=grid.source,
        token=grid.token,
        printed=entry.value if grid.scale == 1 else (entry.value / grid.scale).quantize(Decimal(1), "ROUND_HALF_UP"),
        row=f"{grid.caption} {head}" if is_total else row,
        column=head,
        caption=grid.caption,
        is_typed=grid.is_typed,
        is_total=is_total,
    )


def _of_figure(figure: Figure) -> Fact | None:
    if figure.value is None or isinstance(figure.value, str):
        return None
    return Fact(Decimal(figure.value), figure.unit, figure.label, figure.text, figure.link, figure.key)


def known_as(number: Number, facts: Iterable[Fact]) -> list[Fact]:
    """The facts that it may be, its sign aside."""
    return [fact for fact in facts if fact.measures(number) and fact.equals(number)]
