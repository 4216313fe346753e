"""The lines that a municipality's part of a run is invoiced by, in the words that a reader may see."""

from budget.allocations.models import AllocationPart, AllocationRun
from budget.consumption.report import charged_lines
from budget.invoices.peppol import Line
from budget.money.cells import FORMS
from budget.money.reader import Reader
from rorikt.amounts import percentage


def lines_of(part: AllocationPart, reader: Reader) -> tuple[Line, ...]:
    """What is charged, and what is taken off it. They add up to what the run books for the municipality, to the øre."""
    run, seen = part.run, reader.of_run(part.run)
    title = seen.text(run.title)
    corrected = reader.of_run(run.corrects).text(run.corrects.title) if run.corrects else ""
    taken_off = "Motregnet" if run.kind == AllocationRun.Kind.OFFSET else "Betalt akonto"
    if run.kind == AllocationRun.Kind.CONSUMPTION and not seen.is_closed:
        return _used(part, title)
    charged = _share(part, reader)
    lines = [
        charged,
        Line(taken_off, -part.paid_on_account, title),
        Line("Etter forrige fordeling", -part.previously, corrected),
    ]
    return tuple(line for line in lines if line.amount) or (charged,)


def _used(part: AllocationPart, title: str) -> tuple[Line, ...]:
    """One for each service; of a correction what differs of each, so that nothing is taken off as a whole."""
    rows = charged_lines(part.run, part.municipality_id)
    lines = tuple(Line(row.title, row.booked, row.arithmetic) for row in rows)
    return lines or (Line(title, part.booked, "Kommunen deltar ikke i noen av tjenestene"),)


def _share(part: AllocationPart, reader: Reader) -> Line:
    """The part as one line: a per cent of the whole, where one key decided it."""
    run, seen = part.run, reader.of_run(part.run)
    whole = "det som fordeles" if seen.hides_amounts else FORMS["ore"](run.amount)
    of = "Del" if part.percent is None else percentage(part.percent)
    share = f"{of} av {whole}. {seen.text(run.basis.get('label', ''))}".strip(" .")
    return Line(seen.text(run.title), part.amount, share)
