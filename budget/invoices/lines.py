"""The lines that a municipality's part of a run is invoiced by, in the words that a reader may see."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from budget.allocations.models import AllocationPart, AllocationRun
from budget.invoices.peppol import Line
from budget.money.cells import FORMS
from budget.money.reader import Reader
from rorikt.amounts import percentage

Makes = Callable[[AllocationPart, Reader], Iterable[Line]]
# Kinds of runs whose lines another room knows, such as one for each service. They add up to the part's amount, and may
# come with their VAT. A room registers its function when the app is ready.
makers: dict[str, Makes] = {}


def lines_of(part: AllocationPart, reader: Reader) -> tuple[Line, ...]:
    """What is charged, and what is taken off it. They add up to what the run books for the municipality, to the øre.

    Raises ValueError where the lines of another room do not.
    """
    run, seen = part.run, reader.of_run(part.run)
    title = seen.text(run.title)
    corrected = reader.of_run(run.corrects).text(run.corrects.title) if run.corrects else ""
    taken_off = "Motregnet" if run.kind == AllocationRun.Kind.OFFSET else "Betalt akonto"
    charged = list(makers[run.kind](part, reader)) if run.kind in makers else [_share(part, reader)]
    if sum((line.amount for line in charged), Decimal(0)) != part.amount:
        raise ValueError(f"the lines of {part} do not add up to {part.amount}")
    lines = [
        *charged,
        Line(taken_off, -part.paid_on_account, title),
        Line("Etter forrige fordeling", -part.previously, corrected),
    ]
    return tuple(line for line in lines if line.amount) or tuple(lines[:1])


def _share(part: AllocationPart, reader: Reader) -> Line:
    """The part as one line: a per cent of the whole, where one key decided it."""
    run, seen = part.run, reader.of_run(part.run)
    whole = "det som fordeles" if seen.hides_amounts else FORMS["ore"](run.amount)
    of = "Del" if part.percent is None else percentage(part.percent)
    share = f"{of} av {whole}. {seen.text(run.basis.get('label', ''))}".strip(" .")
    return Line(seen.text(run.title), part.amount, share)
