"""What documents may show of the consumption that is charged."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from budget.allocations.models import AllocationRun
from budget.consumption.models import ConsumptionRow
from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE, source_of_rows
from budget.money.reader import Reader
from rorikt.amounts import kroner
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.offers import Asked, Offer, Owner
from rorikt.figures.values import NotAvailable, Source, Table

OWNER = "consumption"
ZERO = Decimal(0)


def cost_table(year: int) -> Table:
    """What each municipality pays for each service of a year, by the approved runs in force. As anybody may see it."""
    runs = list(_runs(year))
    if not runs:
        raise NotAvailable(f"Forbruk av tjenester {year} er ikke godkjent.")
    reader = Reader()
    if any(reader.of_run(run).is_closed for run in runs):
        raise NotAvailable(f"En fordeling av forbruk {year} er unntatt offentlighet.")
    found: dict[str, dict[str, Decimal]] = {}
    for title, municipality, amount in _rows(year).values_list("title", "municipality", "amount"):
        own = found.setdefault(title, {})
        own[municipality] = own.get(municipality, ZERO) + amount
    names = municipality_names()
    numbers = sorted({one for own in found.values() for one in own})

    def paid_by(one: str) -> ValueColumn[str]:
        return column(names[one], lambda title: found[title].get(one, ZERO), kroner, total=sum)

    return tabulate(
        f"tjeneste-kostnader:{year}",
        f"Kostnad per tjeneste {year}",
        (
            column("Tjeneste", lambda title: title, total="SUM"),
            *map(paid_by, numbers),
            column("SUM", lambda title: sum(found[title].values(), ZERO), kroner, total=sum),
        ),
        sorted(found),
        unit_note=KRONER_NOTE,
        note="; ".join(run.title for run in runs) + ".",
        source=runs[0].get_absolute_url(),
    )


def _runs(year: int) -> Iterable[AllocationRun]:
    return AllocationRun.objects.in_force().filter(kind=AllocationRun.Kind.CONSUMPTION, year=year).order_by("pk")


def _rows(year: int) -> QuerySet[ConsumptionRow]:
    return ConsumptionRow.objects.filter(run__in=_runs(year))


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterable[Source]:
    yield source_of_rows(f"Forbruk av tjenester {asked.year}", _rows(asked.year))


OFFERS = (
    Offer(
        "tabell:tjeneste-kostnader",
        "Kostnad per tjeneste og kommune i året",
        OWNER,
        lambda asked: cost_table(asked.year),
        is_block=True,
    ),
)
OWNERS = (Owner(OWNER, "Forbruk av tjenester", _sources),)
