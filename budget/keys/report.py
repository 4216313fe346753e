"""The key of a year, and a key in print: its shares and weights, the split of an amount by it, its source."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError

from budget.keys.calculator import Component
from budget.keys.models import CostKey
from budget.money.cells import Printer, amount_cell, percent_cell, source_of_rows
from budget.money.reader import Reader
from rorikt.amounts import number, percentage
from rorikt.figures.values import Cell, Column, NotAvailable, Source, Table
from rorikt.people.models import Municipality


def shares_of(key: CostKey) -> Table:
    """A cost key, whole or not."""
    names, shares = municipality_names(), key.percentages()
    return Table(
        key="fordelingsnokkel",
        caption=f"Fordelingsnøkkel, gjelder {key.period}",
        columns=(Column("Kommune", width=60), Column("Andel", "number", 40)),
        rows=tuple((Cell(names[number]), percent_cell(shares[number])) for number in sorted(shares)),
        total=(Cell("SUM"), percent_cell(sum(shares.values(), Decimal(0)))),
        source=key.get_absolute_url(),
    )


def key_sources(years: Iterable[int]) -> tuple[Source, ...]:
    """The key of each year that has one, with its dates, where it comes from and its shares."""
    keys = ((year, CostKey.objects.for_year(year).prefetch_related("shares").first()) for year in years)
    return tuple(
        source_of_rows(
            f"Fordelingsnøkkel {year}",
            key.shares.all(),
            valid_from=key.valid_from.isoformat(),
            valid_to=key.valid_to.isoformat() if key.valid_to else None,
            source=key.source,
            shares={number: str(percent) for number, percent in key.percentages().items()},
        )
        for year, key in keys
        if key
    )


def key_of(year: int) -> CostKey:
    """The whole key that holds for all of a year. Raises NotAvailable where there is none."""
    key = CostKey.objects.for_year(year).prefetch_related("shares").first()
    if key is None:
        raise NotAvailable(f"Det finnes ingen fordelingsnøkkel som gjelder for hele {year}.")
    try:
        key.checked_percentages()
    except ValidationError as error:
        raise NotAvailable(" ".join(error.messages)) from error
    return key


def municipality_names() -> dict[str, str]:
    return dict(Municipality.objects.values_list("number", "name"))


def split_rows(
    parts: Mapping[str, Decimal], shares: Mapping[str, Decimal], shown: Printer
) -> tuple[tuple[Cell, ...], ...]:
    """Municipality, share and part, in the order of the municipality numbers."""
    names = municipality_names()
    return tuple(
        (Cell(names[number]), percent_cell(shares[number]), amount_cell(parts[number], shown))
        for number in sorted(parts)
    )


def key_note(key: CostKey) -> str:
    """As anybody may read it, since tables are put into papers: what is exempt of the source is not told."""
    return f"Fordelt etter nøkkelen som gjelder {key.period} ({Reader().of(key).text(key.source)})."


ZERO = Decimal(0)


def weights_table(components: list[Component], shares: Mapping[str, Decimal]) -> Table:
    """The weights of each component and the share that came of them."""
    names = municipality_names()
    return Table(
        key="vekter",
        caption="Foreslått nøkkel og vektene bak",
        columns=(
            Column("Kommune"),
            *(Column(f"{component.title} ({percentage(component.percent)})", "number") for component in components),
            Column("Andel", "number"),
        ),
        rows=tuple(
            (
                Cell(names.get(member, member)),
                *(_weight_cell(component.weights[member]) for component in components),
                percent_cell(shares[member]),
            )
            for member in sorted(shares)
        ),
        total=(
            Cell("SUM"),
            *(_weight_cell(sum(component.weights.values(), ZERO)) for component in components),
            percent_cell(sum(shares.values(), ZERO)),
        ),
        note="Andelene er avrundet én gang, til to desimaler som til sammen er nøyaktig 100,00 %.",
    )


def _weight_cell(weight: Decimal) -> Cell:
    return Cell(number(weight, 2 if weight % 1 else 0), str(weight))
