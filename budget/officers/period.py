"""The periods that an officer fetches: a year, a third of it, or a month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rorikt.amounts import MONTHS

YEAR = "aar"


@dataclass(frozen=True)
class Period:
    """Whole months of a year, both included."""

    year: int
    first: int = 1
    last: int = 12

    @property
    def is_whole_year(self) -> bool:
        return (self.first, self.last) == (1, 12)

    @property
    def label(self) -> str:
        if self.is_whole_year:
            return str(self.year)
        if self.first == self.last:
            return f"{MONTHS[self.first - 1]} {self.year}"
        return f"{(self.last + 3) // 4}. tertial {self.year}"

    def holds(self, day: date) -> bool:
        """What was before the year is of its first month, what comes after it of its last: so the months of a year have
        all of it between them, whenever it was done."""
        month = 1 if day.year < self.year else 12 if day.year > self.year else day.month
        return self.first <= month <= self.last


def period_of(year: int, part: str) -> Period:
    """`aar`, `t1` to `t3`, `1` to `12`. Raises ValueError for another."""
    if part == YEAR:
        return Period(year)
    if part.startswith("t") and part[1:] in ("1", "2", "3"):
        third = int(part[1:])
        return Period(year, 4 * third - 3, 4 * third)
    if part in {str(number) for number in range(1, 13)}:
        return Period(year, int(part), int(part))
    raise ValueError(f"{part!r} is no part of a year")


def parts() -> Iterator[tuple[str, str]]:
    """What there is to choose from, each with its label."""
    yield YEAR, "Hele året"
    for third in (1, 2, 3):
        yield f"t{third}", f"{third}. tertial"
    for number, month in enumerate(MONTHS, 1):
        yield str(number), month.capitalize()
