"""A service in some months of a year: its price, who takes part, their counts, and what each of them pays.

`read` asks the database once for all services; what follows from the rows is plain arithmetic.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, Sum

from budget.keys.models import CostKey, InhabitantCount
from budget.memberships.models import Membership
from budget.pricing.measuring import ALWAYS, Days, Measure, Measured, counts_used, measured, months_taking_part
from budget.pricing.prices import (
    Charged,
    Count,
    FixedAs,
    Month,
    NoKeyInMonth,
    NoStep,
    Prices,
    charge_counts,
    charge_fixed,
)
from budget.services.models import PriceList, Service, ServiceCount, ServiceParticipant
from rorikt.amounts import MONTHS, number
from rorikt.people.models import Municipality

Counts = Mapping[str, Mapping[date, int]]  # municipality number to its counts by day


@dataclass(frozen=True)
class ServiceYear:
    """`taking_part` has the months of those that take part in any of `months`; the other members do not.

    `prices` is empty where the year has no price list. `shares` are those of the key of each month, of a fixed sum that
    is split by key.
    """

    service: Service
    year: int
    months: tuple[Month, ...]
    prices: Prices | None
    taking_part: Mapping[str, Sequence[Month]]
    counts: Counts = field(default_factory=dict)
    shares: Mapping[Month, Mapping[str, Decimal]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def used(self) -> dict[str, Mapping[Month, Count]]:
        """What each that takes part used in each month; only what is known."""
        return {one: found.by_month for one, found in self._measured.items()}

    @cached_property
    def missing(self) -> dict[str, tuple[Month, ...]]:
        """Municipality number to the months without the count that they need."""
        return {one: found.missing for one, found in self._measured.items() if found.missing}

    @cached_property
    def faults(self) -> list[str]:
        """Why it cannot be charged, each a sentence with what to do; empty where it can."""
        return [*self._missing_price(), *self._missing_counts(), *self._refused]

    @property
    def charged(self) -> dict[str, Charged]:
        """Municipality number to what it pays. Empty while there are faults."""
        return {} if self.faults else self._charged[0]

    def rests_on(self, municipality: str) -> list[tuple[date, int]]:
        """The counts behind what a municipality pays."""
        if self.service.is_fixed or municipality not in self.taking_part:
            return []
        return counts_used(
            Measure(self.service.measure),
            self.counts.get(municipality, {}),
            self.year,
            self.taking_part[municipality],
            self.service.counted_on(self.year),
        )

    @cached_property
    def _measured(self) -> dict[str, Measured]:
        if self.service.is_fixed:
            return {}
        day = self.service.counted_on(self.year)
        how = Measure(self.service.measure)
        return {
            one: measured(how, self.counts.get(one, {}), self.year, months, day)
            for one, months in self.taking_part.items()
        }

    @cached_property
    def _charged(self) -> tuple[dict[str, Charged], list[str]]:
        if self.prices is None:
            return {}, []
        try:
            if self.service.is_fixed:
                of_month = lambda month: self.shares.get(month, {})  # noqa: E731
                return charge_fixed(self.prices, FixedAs(self.service.fixed_as), self.taking_part, of_month), []
            return charge_counts(self.prices, self.used), []
        except NoStep as fault:
            count = number(Decimal(fault.count.numerator) / fault.count.denominator, 0)
            return {}, [
                f"Prislisten for «{self.service}» i {self.year} har ikke noe trinn for {count} {self.service.units}. "
                "Legg til et trinn."
            ]
        except NoKeyInMonth as fault:
            return {}, [
                f"«{self.service}» deles etter fordelingsnøkkelen, men ingen av dem som deltar, har en andel i "
                f"{MONTHS[fault.month - 1]} {self.year}. Legg inn nøkkelen, eller del prisen likt."
            ]

    @property
    def _refused(self) -> list[str]:
        return self._charged[1] if self.prices and not self.missing else []

    def _missing_price(self) -> list[str]:
        if self.prices is not None:
            if self.service.is_fixed and self.prices.steps:
                return [
                    f"Prislisten for «{self.service}» i {self.year} har trinn, men prisen er fast. Rett prislisten."
                ]
            return []
        return [f"«{self.service}» har ingen prisliste for {self.year}. Legg den inn på tjenesten."]

    def _missing_counts(self) -> list[str]:
        if not self.missing:
            return []
        who = [f"{self.names.get(one, one)} ({self._when(months)})" for one, months in list(self.missing.items())[:5]]
        more = len(self.missing) - len(who)
        others = f" og {more} {'kommune' if more == 1 else 'kommuner'} til" if more > 0 else ""
        what = "innbyggertall" if self.service.counts_inhabitants else "antall"
        where = "under Innbyggertall" if self.service.counts_inhabitants else "på tjenesten"
        return [f"«{self.service}» mangler {what} for {', '.join(who)}{others}. Legg det inn {where}."]

    def _when(self, months: Sequence[Month]) -> str:
        if day := self.service.counted_on(self.year):
            return f"{day:%d.%m.%Y}"
        return f"{spans_of(months)} {self.year}"


def spans_of(months: Iterable[Month]) -> str:
    """`januar–mars, juni`."""
    listed, spans = sorted(months), list[list[Month]]()
    for month in listed:
        if spans and spans[-1][-1] == month - 1:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(
        MONTHS[span[0] - 1] if len(span) == 1 else f"{MONTHS[span[0] - 1]}–{MONTHS[span[-1] - 1]}" for span in spans
    )


# Reading


def read(services: Iterable[Service], year: int, months: Iterable[Month]) -> list[ServiceYear]:
    """Each service as it is now, in their order. The queries are as many for one service as for all."""
    chosen, wanted = list(services), tuple(sorted(months))
    names = dict(Municipality.objects.order_by("number").values_list("number", "name"))
    memberships, participants = _memberships(), _participants(chosen)
    prices = _prices(chosen, year)
    counts = counts_of([service for service in chosen if not service.is_fixed], year)
    shares = _shares(chosen, year, wanted)
    months_of = {one: months_taking_part(year, wanted, memberships.get(one, (ALWAYS,)), (ALWAYS,)) for one in names}
    members = {one: tuple(months) for one, months in months_of.items() if months}
    found = []
    for service in chosen:
        taking_part = members
        if not service.is_for_all:
            own = participants.get(service.pk, {})
            here = {
                one: tuple(months_taking_part(year, months, (ALWAYS,), own.get(one, ())))
                for one, months in members.items()
            }
            taking_part = {one: months for one, months in here.items() if months}
        found.append(
            ServiceYear(
                service,
                year,
                wanted,
                prices.get(service.pk),
                taking_part,
                counts.get(service.pk, {}),
                shares.get(service.purpose_id, {}),
                names,
            )
        )
    return found


def members_in_months(year: int, months: Iterable[Month]) -> list[str]:
    """Numbers of those that are members on the first day of any of the months, in their order."""
    memberships, wanted = _memberships(), list(months)
    numbers = Municipality.objects.order_by("number").values_list("number", flat=True)
    return [one for one in numbers if months_taking_part(year, wanted, memberships.get(one, (ALWAYS,)), (ALWAYS,))]


def counts_of(services: Iterable[Service], year: int) -> dict[int, dict[str, dict[date, int]]]:
    """Primary key of the service to the counts of each municipality in a year, its customers' among them."""
    chosen = list(services)
    found: dict[int, dict[str, dict[date, int]]] = {}
    typed = (
        ServiceCount.objects.filter(
            service__in=[service.pk for service in chosen if not service.counts_inhabitants],
            replaced_by__isnull=True,
            municipality__isnull=False,
            counted_on__range=(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by()
        .values_list("service", "municipality", "counted_on")
        .annotate(total=Sum("count"))
    )
    for service, municipality, day, count in typed:
        found.setdefault(service, {}).setdefault(municipality or "", {})[day] = count
    inhabitants = [service.pk for service in chosen if service.counts_inhabitants]
    if inhabitants:
        of_people: dict[str, dict[date, int]] = {}
        rows = InhabitantCount.objects.filter(counted_on__year=year).order_by()
        for municipality, day, count in rows.values_list("municipality", "counted_on", "count"):
            of_people.setdefault(municipality, {})[day] = count
        found |= dict.fromkeys(inhabitants, of_people)
    return found


def memberships_of(numbers: Iterable[str]) -> dict[str, list[Days]]:
    """The periods of those that have any; the others are members always."""
    wanted = set(numbers)
    return {one: periods for one, periods in _memberships().items() if one in wanted}


def _memberships() -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = {}
    for municipality, first, last in Membership.objects.order_by().values_list("municipality", "first_on", "last_on"):
        found.setdefault(municipality, []).append((first, last))
    return found


def _participants(services: Sequence[Service]) -> dict[int, dict[str, list[Days]]]:
    found: dict[int, dict[str, list[Days]]] = {}
    rows = ServiceParticipant.objects.filter(service__in=[one.pk for one in services])
    for service, one, first, last in rows.order_by().values_list("service", "municipality", "first_on", "last_on"):
        found.setdefault(service, {}).setdefault(one, []).append((first, last))
    return found


def _prices(services: Sequence[Service], year: int) -> dict[int, Prices]:
    lists = PriceList.objects.filter(service__in=[one.pk for one in services], year=year).prefetch_related("steps")
    return {one.service_id: one.as_prices for one in lists}


def _shares(
    services: Iterable[Service], year: int, months: Iterable[Month]
) -> dict[int | None, dict[Month, dict[str, Decimal]]]:
    """By the primary key of the purpose (`None`: the general one), the shares of the key of each month."""
    purposes = {one.purpose_id for one in services if one.is_fixed and one.fixed_as == Service.FixedAs.BY_KEY}
    found: dict[int | None, dict[Month, dict[str, Decimal]]] = {}
    for purpose in purposes:
        of = Q(purpose__is_general=True) if purpose is None else Q(purpose=purpose)
        keys = list(CostKey.objects.current().filter(of).prefetch_related("shares"))
        for month in months:
            day = date(year, month, 1)
            key = next((k for k in keys if k.valid_from <= day and (k.valid_to is None or day <= k.valid_to)), None)
            if key:
                found.setdefault(purpose, {})[month] = key.percentages()
    return found
