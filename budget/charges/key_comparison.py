"""What a new cost key would have meant for each municipality in a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budget.allocations.models import SHARED_OF_CLOSED, AllocationRun
from budget.frame.report import frame_of
from budget.keys.calculator import Consequence, consequences
from budget.keys.report import ZERO, municipality_names
from budget.money.cells import KRONER_NOTE
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.result.operating_result import result_of
from budget.splits.splitting import sharing_of
from budget.years.state import state_of
from rorikt.amounts import kroner, percentage
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import NotAvailable, Table

CLOSED = "Et beløp i {} er unntatt offentlighet. Derfor vises ikke sammenligningen."


@dataclass(frozen=True)
class Item:
    """Something that was shared in a year, with what each municipality was charged of it, NOK."""

    title: str
    amount: Decimal
    before: Mapping[str, Decimal]


def items_of(year: int, reader: Reader) -> Iterator[Item]:
    """The frame, the over- or underspend and the investments without VAT: as the approved runs say, else by the key.

    What is not approved is left out until the year is closed: `left_out` says so.
    Raises NotAvailable where the reader may not see one of the amounts, since the sums would tell it.
    """
    sharing = sharing_of(year).sharing
    frame = frame_of(year, reader)
    if frame.hides_sums:
        raise NotAvailable(CLOSED.format(year))
    found = result_of(year)
    planned = frame.amount if frame.is_set else found.year_budget
    if planned:
        yield Item(f"Ramme {year}" if frame.is_set else f"Årsbudsjett {year}", planned, sharing.allocate(planned))
    kinds = {
        AllocationRun.Kind.OPERATING_RESULT: -(found.variance or ZERO),
        AllocationRun.Kind.INVESTMENT: InvestmentProject.objects.for_year(year).result().actual_excl_vat,
    }
    runs = _runs_of(year)
    for kind, amount in kinds.items():
        if run := runs.get(kind):
            if reader.of_run(run).is_closed:
                raise NotAvailable(CLOSED.format(year))
            yield Item(run.title, run.amount, {part.municipality_id: part.amount for part in run.parts.all()})
        elif amount and found.is_whole:
            yield Item(f"{kind.label} {year}, ikke godkjent", amount, sharing.allocate(amount))


def left_out(year: int) -> str:
    """What of an open year is not compared, in a sentence; empty where everything is."""
    kinds = [kind for kind in SHARED_OF_CLOSED if kind not in _runs_of(year)]
    state = state_of(year)
    if state.is_closed or not kinds or not state.has_accounts:
        return ""
    names = " og ".join(kind.label.lower() for kind in kinds)
    return f" {state.why_not_shared(f'{names} kan regnes med')}"


def _runs_of(year: int) -> dict[str, AllocationRun]:
    """The runs in force that share the accounts of a year, by their kind."""
    return {run.kind: run for run in AllocationRun.objects.in_force().filter(year=year, kind__in=SHARED_OF_CLOSED)}


def meaning(shares: Mapping[str, Decimal], year: int, reader: Reader) -> Table:
    """Each municipality under the key it had and under `shares`. Raises NotAvailable where the year has nothing."""
    items, names = list(items_of(year, reader)), municipality_names()
    if not items:
        raise NotAvailable(f"Det finnes ingen tall for {year} å sammenligne med.")
    sharing = sharing_of(year).sharing
    old = {number: sharing.portion(number) for number in sharing.numbers}
    found = [consequences(item.amount, item.before, shares) for item in items]
    numbers = sorted(set(shares) | set(old))
    totals = {
        number: Consequence(
            sum((one[number].before for one in found if number in one), ZERO),
            sum((one[number].after for one in found if number in one), ZERO),
        )
        for number in numbers
    }
    return tabulate(
        "hva-nokkelen-betyr",
        f"Hva nøkkelen ville ha betydd i {year}",
        (
            column("Kommune", lambda number: names[number], total="SUM"),
            column("Andel nå", lambda number: old.get(number, ZERO), percentage, total=sum),
            column("Ny andel", lambda number: shares.get(number, ZERO), percentage, total=sum),
            column("Med nøkkelen som gjelder", lambda number: totals[number].before, kroner, total=sum),
            column("Med ny nøkkel", lambda number: totals[number].after, kroner, total=sum),
            column("Forskjell", lambda number: totals[number].difference, kroner, total=sum),
        ),
        numbers,
        unit_note=KRONER_NOTE,
        note="Forskjell over null: kommunen betaler mer med ny nøkkel. "
        + f"Dette er ikke alt kommunene betaler i {year}, bare det som regnes av "
        + ", ".join(f"{item.title.lower()} {kroner(item.amount)}" for item in items)
        + f". Akonto og kostnader i enkeltsaker er ikke regnet med.{left_out(year)}",
    )
