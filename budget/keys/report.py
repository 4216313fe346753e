"""The key of a year, and a key in print: its shares and weights, the split of an amount by it, its source."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError

from budget.keys.calculator import Component
from budget.keys.models import CostKey
from budget.money.cells import KRONER_NOTE, Printer, source_of_rows
from budget.money.reader import Reader
from rorikt.amounts import number, percentage
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import NotAvailable, Source, Table
from rorikt.people.models import Municipality


def shares_of(key: CostKey) -> Table:
    """A cost key, whole or not."""
    names, shares = municipality_names(), key.percentages()
    return tabulate(
        "fordelingsnokkel",
        f"Fordelingsnøkkel, gjelder {key.period}",
        (
            column("Kommune", lambda number: names[number], width=60, total="SUM"),
            column("Andel", lambda number: shares[number], percentage, 40, total=sum),
        ),
        sorted(shares),
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


def split_table(
    key: str,
    caption: str,
    split_by: CostKey,
    parts: Mapping[str, Decimal],
    shown: Printer,
    *,
    label: str,
    total: Decimal,
    source: str,
) -> Table:
    """The share and the part of each municipality, in the order of their numbers. The part stands under `label`."""
    names, shares = municipality_names(), split_by.percentages()
    return tabulate(
        key,
        caption,
        (
            column("Kommune", lambda number: names[number], width=40, total="SUM"),
            column("Andel", lambda number: shares[number], percentage, 25, total=Decimal(100)),
            column(label, lambda number: parts[number], shown, 35, total=total),
        ),
        sorted(parts),
        unit_note=KRONER_NOTE,
        note=key_note(split_by),
        source=source,
    )


def key_note(key: CostKey) -> str:
    """As anybody may read it, since tables are put into papers: what is exempt of the source is not told."""
    return f"Fordelt etter nøkkelen som gjelder {key.period} ({Reader().of(key).text(key.source)})."


ZERO = Decimal(0)


def weights_table(components: list[Component], shares: Mapping[str, Decimal]) -> Table:
    """The weights of each component and the share that came of them."""
    names = municipality_names()

    def weights(component: Component) -> ValueColumn[str]:
        label = f"{component.title} ({percentage(component.percent)})"
        return column(label, lambda member: component.weights[member], _weight, total=sum)

    return tabulate(
        "vekter",
        "Foreslått nøkkel og vektene bak",
        (
            column("Kommune", lambda member: names.get(member, member), total="SUM"),
            *map(weights, components),
            column("Andel", lambda member: shares[member], percentage, total=sum),
        ),
        sorted(shares),
        note="Andelene er avrundet én gang, til to desimaler som til sammen er nøyaktig 100,00 %.",
    )


def _weight(weight: Decimal) -> str:
    return number(weight, 2 if weight % 1 else 0)
