"""A key in print: its shares and weights, the split of an amount by it, its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budget.keys.allocation import WHOLE
from budget.keys.calculator import Component
from budget.keys.models import CostKey
from budget.memberships.members import members_between
from budget.memberships.taking_part import NOT_TAKING_PART
from budget.money.cells import source_of_rows, source_of_values
from budget.purposes.touches import touched
from rorikt.amounts import number, percentage
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Source, Table
from rorikt.people.models import Municipality

ZERO = Decimal(0)
WEIGHING = "Veiing av nøklene i "  # and the year: what the source is called that says how several are weighed


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
        note=_left_out(key, names),
        source=key.get_absolute_url(),
    )


def _left_out(key: CostKey, names: Mapping[str, str]) -> str:
    """Members in the key's time that it has no share for."""
    left_out = [names[number] for number in sorted(_members(key) - key.percentages().keys())]
    return f"Deltar ikke: {', '.join(left_out)}." if left_out else ""


def _members(key: CostKey) -> frozenset[str]:
    """Those that are members on any day of the key; of one without an end, also those that join later."""
    return members_between(key.valid_from, key.valid_to or date.max)


@dataclass(frozen=True)
class Review:
    """What storing a key would mean: `shares` of all, with those it replaces, and what rests on it."""

    shares: Table
    sentences: list[str]


def review_of(key: CostKey, percentages: Mapping[str, Decimal], ended: CostKey | None = None) -> Review:
    """`ended` is the key before it that gets an end; a key that is stored already is changed or gets a new version."""
    before = ended or (key if key.pk else None)
    old = before.percentages() if before else {}
    names = municipality_names()
    numbers = sorted(_members(key) | percentages.keys())
    left_out = [names[number] for number in numbers if number not in percentages]
    told = [f"Nøkkelen som gjelder {ended.period}, slutter å gjelde dagen før."] if ended else []
    told += [f"{', '.join(left_out)} deltar ikke og betaler nøyaktig 0."] if left_out else []
    told += touched(key.purpose, key.valid_from, key.valid_to)

    def shown(shares: Mapping[str, Decimal], number: str) -> str:
        return percentage(shares[number]) if number in shares else NOT_TAKING_PART

    before_column: list[ValueColumn[str]] = (
        [column("Før", lambda number: shown(old, number), kind="number")] if before else []
    )
    shares = tabulate(
        "andeler",
        f"Andeler {key.period}",
        (
            column("Kommune", lambda number: names[number], total="SUM"),
            *before_column,
            column("Ny", lambda number: shown(percentages, number), total=percentage(WHOLE), kind="number"),
        ),
        numbers,
    )
    return Review(shares, told)


def key_sources(years: Iterable[int]) -> tuple[Source, ...]:
    """The keys of each year that has any, with their dates, where they come from and their shares.

    A year with one general key names it by the year alone, as older papers do. Of several it is told how they are
    weighed together, so that a paper can be shared by them when it is all that there is.
    """
    return tuple(source for year in years for source in _sources_of_year(year))


def keys_of_year(year: int) -> list[CostKey]:
    """Those that hold on any day of it, the general ones first, each purpose in the order of time."""
    current = CostKey.objects.current().overlapping(date(year, 1, 1), date(year, 12, 31))
    found = current.select_related("purpose").prefetch_related("shares")
    return sorted(found, key=lambda key: (not key.purpose.is_general, key.purpose_id, key.valid_from))


def _sources_of_year(year: int) -> list[Source]:
    first, last, keys = date(year, 1, 1), date(year, 12, 31), keys_of_year(year)
    general = [key for key in keys if key.purpose.is_general]
    is_alone = len(general) == 1 and general[0].valid_from <= first and (general[0].valid_to or last) >= last

    def name(key: CostKey) -> str:
        if key.purpose.is_general:
            return f"Fordelingsnøkkel {year}" if is_alone else f"Fordelingsnøkkel {year} ({key.period})"
        return f"Fordelingsnøkkel {year}, {key.purpose} ({key.period})"

    weighing = [] if is_alone or not general else [_weighing(year, general[0].purpose.counts_by)]
    return weighing + [
        source_of_rows(
            name(key),
            key.shares.all(),
            valid_from=key.valid_from.isoformat(),
            valid_to=key.valid_to.isoformat() if key.valid_to else None,
            source=key.source,
            shares={number: str(percent) for number, percent in key.percentages().items()},
        )
        for key in keys
    ]


def _weighing(year: int, counts_by: str) -> Source:
    return source_of_values(f"{WEIGHING}{year}", [], {"counts_by": counts_by})


def municipality_names() -> dict[str, str]:
    return dict(Municipality.objects.values_list("number", "name"))


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
