"""What each municipality would pay for services next year, with other counts and prices. Nothing of it is stored."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

from django.db.models import Sum

from budget.keys.models import InhabitantCount
from budget.money.cells import KRONER_NOTE
from budget.pricing.prices import Charged, FixedAs, NoKeyInMonth, NoStep, Prices, Tiering, charge_counts, charge_fixed
from budget.services.models import Service, ServiceCount
from budget.services.service_year import ServiceYear, read
from rorikt.amounts import kroner, number, percentage
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Table

ZERO = Decimal(0)
YEAR = range(1, 13)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Tried:
    """What somebody wants to see of a service: another price of a unit, counts that grow by some per cent, or counts
    typed for some municipalities."""

    price: Decimal | None = None
    growth: Decimal = ZERO
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlook:
    """A service this year and next, municipality number to NOK. `told` says what the amounts assume."""

    service: Service
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    told: tuple[str, ...] = ()
    fault: str = ""


def outlook(services: Iterable[Service], year: int, tried: Mapping[int, Tried]) -> list[Outlook]:
    """Each service that has a price this year or next, or one that is tried; `year` is next year."""
    chosen = list(services)
    this, coming = read(chosen, year - 1, YEAR), read(chosen, year, YEAR)
    newest = newest_counts(chosen, year)
    found = []
    for now, then in zip(this, coming, strict=True):
        own = tried.get(now.service.pk, Tried())
        if prices := _prices(now, then, own):
            found.append(_outlook(now, then, prices, own, newest.get(now.service.pk, {})))
    return found


def newest_counts(services: Sequence[Service], year: int) -> dict[int, dict[str, int]]:
    """Primary key of the service to the newest count of each municipality, not older than the year before the last."""
    found: dict[int, dict[str, int]] = {}
    since, until = date(year - 2, 1, 1), date(year, 12, 31)
    rows = (
        ServiceCount.objects.filter(
            service__in=[one.pk for one in services],
            replaced_by__isnull=True,
            municipality__isnull=False,
            counted_on__range=(since, until),
        )
        .order_by("counted_on")
        .values_list("counted_on", "service", "municipality")
        .annotate(total=Sum("count"))
    )
    for _, service, municipality, count in rows:
        found.setdefault(service, {})[municipality or ""] = count
    people = [one.pk for one in services if one.counts_inhabitants]
    if people:
        inhabitants = InhabitantCount.objects.filter(counted_on__range=(since, until)).order_by("counted_on")
        of_people = dict(inhabitants.values_list("municipality", "count"))
        for one in people:
            found[one] = of_people
    return found


# Tables


def municipalities_table(found: Sequence[Outlook], names: Mapping[str, str], year: int) -> Table:
    numbers = sorted({one for each in found for one in (*each.before, *each.after)})
    before = {one: sum((each.before.get(one, ZERO) for each in found), ZERO) for one in numbers}
    after = {one: sum((each.after.get(one, ZERO) for each in found), ZERO) for one in numbers}
    return tabulate(
        "kommunene",
        f"Forbruk av tjenester {year} mot {year - 1}",
        (
            column("Kommune", lambda one: names[one], total="SUM"),
            *_compared(before.__getitem__, after.__getitem__, year),
        ),
        numbers,
        unit_note=KRONER_NOTE,
        note=" ".join(told for each in found for told in each.told),
    )


def services_table(found: Sequence[Outlook], year: int) -> Table:
    return tabulate(
        "tjenestene",
        f"Tjenestene {year} mot {year - 1}",
        (
            column("Tjeneste", lambda each: each.service.title, total="SUM", link=_page),
            *_compared(lambda each: sum(each.before.values(), ZERO), lambda each: sum(each.after.values(), ZERO), year),
        ),
        found,
        unit_note=KRONER_NOTE,
    )  # fmt: skip


def _page(each: Outlook) -> str:
    return each.service.get_absolute_url()


def by_service_table(found: Sequence[Outlook], names: Mapping[str, str], year: int) -> Table:
    """Every municipality against every service, next year; who does not take part has a dash."""
    numbers = sorted({one for each in found for one in each.after})

    def of(each: Outlook) -> ValueColumn[str]:
        return column(each.service.title, lambda one: each.after.get(one), kroner, total=sum(each.after.values(), ZERO))

    whole = {one: sum((each.after.get(one, ZERO) for each in found), ZERO) for one in numbers}
    return tabulate(
        "kommuner-og-tjenester",
        f"Hver kommune og tjeneste {year}",
        (
            column("Kommune", lambda one: names[one], total="SUM"),
            *map(of, found),
            column("SUM", lambda one: whole[one], kroner, total=sum),
        ),
        numbers,
        unit_note=KRONER_NOTE,
        note="Strek: kommunen deltar ikke.",
    )


def _compared(
    before: Callable[[Row], Decimal], after: Callable[[Row], Decimal], year: int
) -> tuple[ValueColumn[Row], ...]:
    def change(row: Row) -> Decimal:
        return after(row) - before(row)

    def relative(row: Row) -> Decimal | None:
        return change(row) * 100 / before(row) if before(row) > 0 else None

    return (
        column(str(year - 1), before, kroner, total=sum),
        column(str(year), after, kroner, total=sum),
        column("Endring", change, kroner, total=sum),
        column("Endring i prosent", relative, lambda value: percentage(value, 1)),
    )


# Parts


def _prices(now: ServiceYear, then: ServiceYear, own: Tried) -> Prices | None:
    """Next year's, else this year's, with the price that is tried where it has one price."""
    prices = then.prices or now.prices
    if own.price is None:
        return prices
    if prices is None:
        return Prices(own.price)
    return replace(prices, amount=own.price) if prices.tiering is Tiering.NONE else prices


def _outlook(now: ServiceYear, then: ServiceYear, prices: Prices, own: Tried, newest: Mapping[str, int]) -> Outlook:
    told = []
    service = now.service
    before: dict[str, Decimal] = {}
    try:
        if now.prices is None:
            told.append(f"«{service}» har ingen pris i {now.year}, og står med 0 det året.")
        elif now.faults:
            before = _amounts(_flat(now, now.prices, {one: Fraction(count) for one, count in newest.items()}))
            told.append(f"«{service}»: {now.year} er anslått etter de nyeste tellingene.")
        else:
            before = _amounts(now.charged)
        if then.prices is None and own.price is None:
            told.append(f"«{service}» har ingen prisliste for {then.year}; prisen fra {now.year} er brukt.")
        if own.price is not None and prices.tiering is not Tiering.NONE:
            told.append(f"«{service}» har pristrinn. Endre dem i prislisten; prisen du skrev, er ikke brukt.")
        after = _amounts(_flat(then, prices, _tried_counts(then, own, newest)))
    except NoStep as fault:
        count = number(Decimal(fault.count.numerator) / fault.count.denominator)
        return Outlook(service, before, {}, tuple(told), f"«{service}»: prislisten har ikke noe trinn for {count}.")
    except NoKeyInMonth:
        return Outlook(service, before, {}, tuple(told), f"«{service}»: {then.year} mangler fordelingsnøkkel.")
    lacking = [one for one in then.taking_part if not service.is_fixed and one not in newest and one not in own.counts]
    if lacking:
        told.append(
            f"«{service}» er ikke talt for {', '.join(then.names[one] for one in lacking[:5])}, og er regnet som 0."
        )
    return Outlook(service, before, after, tuple(told))


def _tried_counts(then: ServiceYear, own: Tried, newest: Mapping[str, int]) -> dict[str, Fraction]:
    """Typed counts as they are, the others grown and rounded to whole units."""
    grown = {one: _whole(Fraction(count) * (100 + Fraction(own.growth)) / 100) for one, count in newest.items()}
    return {**grown, **{one: Fraction(count) for one, count in own.counts.items()}}


def _whole(value: Fraction) -> Fraction:
    return Fraction(int((Decimal(value.numerator) / value.denominator).quantize(Decimal(1), ROUND_HALF_UP)))


def _flat(one: ServiceYear, prices: Prices, counts: Mapping[str, Fraction]) -> dict[str, Charged]:
    """The same count in every month that a municipality takes part."""
    if one.service.is_fixed:
        return charge_fixed(
            prices, FixedAs(one.service.fixed_as), one.taking_part, lambda month: one.shares.get(month, {})
        )
    used = {who: dict.fromkeys(months, counts.get(who, Fraction(0))) for who, months in one.taking_part.items()}
    return charge_counts(prices, used)


def _amounts(charged: Mapping[str, Charged]) -> dict[str, Decimal]:
    return {one: found.amount for one, found in charged.items()}
