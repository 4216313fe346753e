"""A mean over nothing: «0,0 timer» where no ticket was solved. Of nothing there is no mean, and a dash says so."""

import re
from collections.abc import Iterator, Sequence

from meetings.claims.findings import Finding
from meetings.claims.grids import Entry, Grid
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import sentences, shared, words
from rorikt.amounts import NOTHING
from rorikt.figures.values import Figure

_MEAN = re.compile(r"(?<!av)snitt|median|løsningstid|svartid|ventetid|responstid|middelverdi", re.IGNORECASE)
_OTHER = re.compile(r"antall|frist|brudd|\bok\b|mål", re.IGNORECASE)


def findings(paper: Paper) -> Iterator[Finding]:
    for grid in paper.grids:
        if grid.is_typed:
            yield from in_grid(grid, paper)
    for passage in paper.passages:
        yield from in_text(passage)


def in_grid(grid: Grid, paper: Paper) -> Iterator[Finding]:
    """A mean of zero is one over nothing, unless a table counts what it is over."""
    for index in range(1, len(grid.heads)):
        about = f"{grid.caption or grid.lead} {' '.join(grid.place.titles[:1])} {grid.head(index)}"
        if not _MEAN.search(about) or _OTHER.search(grid.head(index)):
            continue
        for row in grid.rows:
            if index < len(row) and row[index].value == 0 and not _is_counted(grid, row, index, paper.grids):
                what = f"{row[0].text}, {grid.head(index)}"
                known = _is_known_as_nothing(row[0].text, grid.head(index), paper)
                why = (
                    "Det finnes ingen å måle"
                    if known
                    else "Et gjennomsnitt på null betyr som regel at det ikke var noe å måle"
                )
                says = f"{grid.name}: «{what}» er oppgitt til {row[index].text}. {why}. Skriv «{NOTHING}»."
                yield grid.finding("mean", says, f"{what}: {row[index].text}")


def in_text(passage: Passage) -> Iterator[Finding]:
    for start, end in sentences(passage.text):
        if not _MEAN.search(passage.text, start, end):
            continue
        for number in passage.typed:
            if start <= number.start < end and not number.value and number.unit not in {"kr", "%"}:
                says = f"«{number.text}» er et gjennomsnitt på null: Da var det ikke noe å måle. Skriv det i stedet."
                yield passage.finding("mean", says, number.text)


def _is_counted(grid: Grid, row: Sequence[Entry], index: int, grids: Sequence[Grid]) -> bool:
    """Whether another table has some of this row in this column."""
    for other in grids:
        if other is grid or _MEAN.search(other.caption):
            continue
        for line in other.rows:
            if words(line[0].text) != words(row[0].text) or not words(row[0].text):
                continue
            same = [i for i in range(1, min(len(line), len(other.heads)))
                    if shared(words(other.head(i)), words(grid.head(index)))]  # fmt: skip
            if any(line[i].value for i in same):
                return True
    return False


def _is_known_as_nothing(row: str, head: str, paper: Paper) -> bool:
    """Whether a figure of this name is a dash."""
    wanted = words(f"{row} {head}")
    figures = [one for one in (*paper.figures.values(), *paper.offered) if isinstance(one, Figure)]
    return any(one.value is None and _MEAN.search(one.label) and shared(words(one.label), wanted) == len(wanted)
               for one in figures)  # fmt: skip
