"""A total that is not the sum of its parts: in tables, down and across, and in sentences with «til sammen»."""

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from meetings.claims.findings import Finding
from meetings.claims.grids import Entry, Grid
from meetings.claims.numbers import Number
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import sentences
from rorikt import amounts

_SUM_HEAD = re.compile(r"^\s*(?:sum|total|totalt|i alt|til sammen)\b", re.IGNORECASE)
_SUBTOTAL = re.compile(r"^\s*(?:sum|delsum|total)\b", re.IGNORECASE)
_PART_OF_ANOTHER = re.compile(r"^\s*(?:herav|hvorav|av dette|av disse|derav)\b", re.IGNORECASE)
_NOT_ADDED = re.compile(r"snitt|median|gjennomsnitt|pris|år\b|frist|andel|prosent|%", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:til sammen|tilsammen|totalt|i alt|sammenlagt|i sum|samlet)\b", re.IGNORECASE)
_SPLITS = re.compile(r"\b(?:av|mot|fra|per|pr\.?|mens|etter)\b", re.IGNORECASE)


def findings(paper: Paper) -> Iterator[Finding]:
    for grid in paper.grids:
        yield from down(grid)
        yield from across(grid)
    for passage in paper.passages:
        yield from in_sentences(passage)


def down(grid: Grid) -> Iterator[Finding]:
    """Each column of a table against its total."""
    for index, total in enumerate(grid.total):
        if not index or total.value is None:
            continue
        parts = [(row[0].text, row[index]) for row in grid.rows if index < len(row)]
        added = [entry for label, entry in parts if not _PART_OF_ANOTHER.match(label) and entry.value is not None]
        if len(added) < 2 or not _is_added(grid.head(index), total):
            continue
        rows = [entry for label, entry in parts if entry in added and not _SUBTOTAL.match(label)]
        subtotals = [entry for label, entry in parts if entry in added and _SUBTOTAL.match(label)]
        if not any(_adds_up(some, total, grid) for some in (rows, subtotals) if some):
            yield _wrong_total(grid, grid.head(index), rows or subtotals, total)


def across(grid: Grid) -> Iterator[Finding]:
    """Each row of a table whose last column is the sum of those before it."""
    last = len(grid.heads) - 1
    if last < 3 or not _SUM_HEAD.match(grid.heads[last][0]):
        return
    for row in grid.rows:
        if len(row) <= last or row[last].value is None:
            continue
        parts = [entry for entry in row[1:last] if entry.value is not None]
        if len(parts) > 1 and _is_added("", row[last]) and not _adds_up(parts, row[last], grid):
            yield _wrong_total(grid, row[0].text, parts, row[last])


def in_sentences(passage: Passage) -> Iterator[Finding]:
    """«140 feil og 455 bestillinger, til sammen 595»."""
    for start, end in sentences(passage.text):
        together = _TOGETHER.search(passage.text, start, end)
        said = [number for number in passage.all_numbers if start <= number.start < end]
        if not together or len(said) < 3:
            continue
        total = next((number for number in said if number.start > together.start()), None)
        if total is None or total.start - together.end() > 25:
            continue
        same = [number for number in said if number is not total and number.unit == total.unit]
        before = [number for number in same if number.end <= together.start()]
        after = [number for number in same if number.start > total.end]
        for parts in (before, after):
            if len(parts) > 1 and _is_list(passage.text, parts) and not _any_run_adds_up(parts, total):
                real = sum((part.value for part in parts), Decimal(0))
                yield passage.finding("total", _told("Summen", real, total.value, total.step), total.text,
                                      [part.text for part in parts])  # fmt: skip
                break


def _is_added(head: str, total: Entry) -> bool:
    """Per cents are parts of a whole only where they end at a hundred."""
    if total.unit == "%":
        return total.value == 100
    return not _NOT_ADDED.search(head)


def _adds_up(parts: Sequence[Entry], total: Entry, grid: Grid) -> bool:
    real = sum((part.value for part in parts if part.value is not None), Decimal(0))
    assert total.value is not None
    return abs(real - total.value) <= _leeway(parts, total, grid)


def _leeway(parts: Sequence[Entry], total: Entry, grid: Grid) -> Decimal:
    """What rounding may do where only rounded numbers are known: none in counts and in kroner with øre.

    The numbers of a table that the system made are exact, but a third of a year's budget has no last decimal.
    """
    if not grid.is_typed and total.unit != "%":
        return Decimal("0.005")
    step = max(total.step, *(part.step for part in parts))
    is_rounded = grid.scale > 1 or total.unit == "%" or step == Decimal("0.1")
    return step * (len(parts) + 1) / 2 if is_rounded else Decimal(0)


def _is_list(text: str, parts: Sequence[Number]) -> bool:
    """Whether they are counted up, one beside the other."""
    return not any(_SPLITS.search(text, one.end, other.start) for one, other in itertools.pairwise(parts))


def is_added_up(number: Number, beside: Sequence[Number]) -> bool:
    """Whether numbers of its unit that stand one after another before or after it, two or more, come to it."""
    same = [one for one in beside if one.unit == number.unit]
    before = [one for one in same if one.end <= number.start]
    after = [one for one in same if one.start >= number.end]
    return _any_run_adds_up(before, number) or _any_run_adds_up(after, number)


def _any_run_adds_up(parts: Sequence[Number], total: Number) -> bool:
    """Two or more, one after another. Each is added once to those before it: there may be hundreds in a sentence."""
    for first in range(len(parts) - 1):
        added, steps = Decimal(0), {total.step}
        for count, part in enumerate(parts[first:], start=1):
            added += part.value
            steps.add(part.step)
            if count > 1 and abs(added - total.value) <= _rounding(steps, count + 1):
                return True
    return False


def _rounding(steps: set[Decimal], count: int) -> Decimal:
    """What so many numbers may be off together: nothing where all are exact, in the same unit."""
    return max(steps) * count / 2 if len(steps) > 1 or max(steps) > 1 else Decimal(0)


def _wrong_total(grid: Grid, what: str, parts: Sequence[Entry], total: Entry) -> Finding:
    real = sum((part.value for part in parts if part.value is not None), Decimal(0))
    assert total.value is not None
    said = _told(f"{grid.name}: «{what}»", real / grid.scale, total.value / grid.scale, total.step / grid.scale)
    return grid.finding("total", said, f"{what}: {total.text}")


def _told(what: str, real: Decimal, said: Decimal, step: Decimal) -> str:
    decimals = max(0, -int(Decimal(step).as_tuple().exponent))
    right, wrong, off = (amounts.number(value, decimals) for value in (real, said, abs(real - said)))
    return f"{what} er oppgitt til {wrong}, men delene blir {right} til sammen, altså {off} {_side(real, said)}."


def _side(real: Decimal, said: Decimal) -> str:
    return "mindre" if abs(real) < abs(said) else "mer"
