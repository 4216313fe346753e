"""What pages show of the instalments of a year."""

from decimal import Decimal

from django.urls import reverse

from budget.instalments.dividing import Term
from budget.instalments.models import Instalment, PlannedOnAccount
from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE
from rorikt.amounts import kroner, percentage, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, Table


def terms_of(year: int, of: str) -> list[Term]:
    """In the order of their days; none where nobody has set them."""
    return [
        Term(row.due_on, Decimal(1) if row.percent is None else row.percent, row.invoiced_on)
        for row in Instalment.objects.of_year(year, of)
    ]


def planned_on_account(year: int | None = None) -> dict[int, dict[str, Decimal]]:
    """Year to municipality number to NOK."""
    rows = PlannedOnAccount.objects.all() if year is None else PlannedOnAccount.objects.filter(year=year)
    found: dict[int, dict[str, Decimal]] = {}
    for in_year, number, amount in rows.order_by().values_list("year", "municipality", "amount"):
        found.setdefault(in_year, {})[number] = amount
    return found


def instalments_table(year: int, of: str, *, may_change: bool) -> Table:
    rows = list(Instalment.objects.of_year(year, of))
    places = {row.pk: place for place, row in enumerate(rows, 1)}

    def invoiced(row: Instalment) -> Cell:
        text = short_date(row.invoiced_on) if row.invoiced_on else "ikke fakturert"
        return Cell(text, source=reverse("budget:instalment-invoiced", args=[row.pk]) if may_change else "")

    return tabulate(
        f"terminer-{of}",
        f"{Instalment.Of(of).label} {year}, terminer",
        (
            column("Termin", lambda row: str(places[row.pk])),
            column("Forfall", lambda row: short_date(row.due_on)),
            column("Andel", lambda row: row.percent, lambda value: percentage(value) if value else "lik andel"),
            column("Fakturert", invoiced),
        ),
        rows,
        note="Hver termin rundes ned til øre, og resten kommer på den siste.",
    )


def planned_table(year: int) -> Table:
    names = municipality_names()
    planned = planned_on_account(year).get(year, {})
    return tabulate(
        "planlagt-akonto",
        f"Planlagt akonto for investeringer {year}",
        (
            column("Kommune", lambda number: names[number], total="SUM"),
            column("Akonto", lambda number: planned[number], kroner, total=sum),
        ),
        sorted(planned),
        unit_note=KRONER_NOTE,
    )
