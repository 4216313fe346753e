"""What a consumption run will be, before it is made: each municipality and each service, and what is missing."""

from collections.abc import Sequence
from decimal import Decimal

from budget.consumption.basis import Scope
from budget.money.cells import KRONER_NOTE
from budget.services.service_year import ServiceYear
from rorikt.amounts import kroner, number
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, Table

ZERO = Decimal(0)
MISSING = "mangler"


def preview_table(scope: Scope, found: Sequence[ServiceYear]) -> Table:
    """One row for each service. A sum without a service that is not ready says so."""
    ready = [one for one in found if not one.faults]
    total = sum((_amount(one) for one in ready), ZERO)
    lacking = [one.service.title for one in found if one.faults]
    return tabulate(
        "forbruk",
        f"Forbruk {scope.span}",
        (
            column("Tjeneste", lambda one: one.service.title, total="SUM så langt" if lacking else "SUM",
                   link=lambda one: one.service.get_absolute_url()),
            column("Måling", lambda one: one.service.method),
            column("Kommuner som deltar", lambda one: len(one.taking_part), number),
            column("Beløp", lambda one: Cell(MISSING) if one.faults else Cell.of(_amount(one), kroner),
                   total=Cell.of(total, kroner), kind="number"),
        ),
        found,
        unit_note=KRONER_NOTE,
        lacks=f"Uten {', '.join(lacking)}." if lacking else "",
    )  # fmt: skip


def _amount(one: ServiceYear) -> Decimal:
    return sum((charged.amount for charged in one.charged.values()), ZERO)
