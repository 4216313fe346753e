"""Where a table in a sheet ends, and which cells lie so far beyond it that they are no part of it.

A spreadsheet program may keep a mark in XFD1048576, the last cell there is, and a table that reached that far would
fill the memory of any machine. A few cells behind a wide gap are strays: they are not read, and named to the
person. Many are another table, and stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GAP_ROWS = 1_000
GAP_COLUMNS = 100
MOST_STRAYS = 20
MOST_NAMED = 3
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True)
class Extent:
    """The last row and the last column of the table; the first of each is 1, and 0 means that there is nothing."""

    last_row: int
    last_column: int

    @property
    def area(self) -> int:
        return self.last_row * self.last_column

    def holds(self, row: int, column: int) -> bool:
        return row <= self.last_row and column <= self.last_column


def extent(filled_in_row: Mapping[int, int], filled_in_column: Mapping[int, int]) -> Extent:
    """By how many cells are filled in each row, and in each column, that has any."""
    return Extent(edge(filled_in_row, GAP_ROWS), edge(filled_in_column, GAP_COLUMNS))


def edge(filled: Mapping[int, int], gap: int) -> int:
    """The last place before the first gap of over `gap` empty places behind which there are only strays.

    They are at most MOST_STRAYS cells, and no more than those before the gap.
    """
    places = sorted(filled)
    total, beyond, found = sum(filled.values()), 0, places[-1] if places else 0
    for before, place in zip(reversed(places[:-1]), reversed(places[1:]), strict=True):
        beyond += filled[place]
        if beyond > MOST_STRAYS or beyond > total - beyond:
            break
        if place - before - 1 > gap:
            found = before
    return found


def cell_name(row: int, column: int) -> str:
    """`XFD1048576`."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def told(names: Iterable[str]) -> str:
    """The sentence for the person; empty where there are none."""
    found = list(names)
    if not found:
        return ""
    if len(found) == 1:
        return f"Cellen {found[0]} ligger langt utenfor tabellen og er ikke lest."
    named = ", ".join(found[:MOST_NAMED])
    rest = f" og {len(found) - MOST_NAMED} til" if len(found) > MOST_NAMED else ""
    return f"Cellene {named}{rest} ligger langt utenfor tabellen og er ikke lest."
