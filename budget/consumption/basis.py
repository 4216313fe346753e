"""What a consumption run is made of: services and months, their counts and prices as they are now, and the parts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from json import dumps
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from budget.allocations.distribution import MunicipalityPart
from budget.allocations.models import AllocationRun
from budget.consumption.models import ConsumedMonth, ConsumptionRow
from budget.memberships.models import Membership
from budget.money.cells import HeldRows, hold_rows, source_of_values
from budget.pricing.prices import Charged, FixedAs, Prices, Tiering
from budget.services.models import PriceList, PriceStep, Service, ServiceParticipant
from budget.services.service_year import ServiceYear, members_in_months, read
from rorikt.amounts import MONTHS, NO_BREAK_SPACE, ORE, kroner, month_span, number
from rorikt.calendar import last_day
from rorikt.figures.values import NotAvailable, to_json
from rorikt.imports.bulk import insert

ZERO = Decimal(0)
FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class Scope:
    """The services that a run charges, and the months of the year, both included."""

    services: tuple[Service, ...]
    year: int
    first: int = 1
    last: int = 12

    @property
    def months(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def span(self) -> str:
        """`2024`, or `januar–juni 2024`."""
        if (self.first, self.last) == (1, 12):
            return str(self.year)
        return month_span(date(self.year, self.first, 1), date(self.year, self.last, 1))

    @property
    def subject(self) -> str:
        """What tells this run from others of the year."""
        services = "-".join(str(service.pk) for service in self.services)
        return f"{self.first:02}-{self.last:02}-{services}"[:80].strip("-")


@dataclass(frozen=True, slots=True)
class RowValues:
    """A `ConsumptionRow` before it has a run, its counts as the text that is stored."""

    service: Service
    municipality: str
    months: int
    count: Decimal
    ratio: Decimal
    counts: str
    arithmetic: str
    amount: Decimal


@dataclass(frozen=True)
class CountedBasis:
    """As `allocations.basis.Basis`, of an amount that is the sum of what each used: nothing is split by a key."""

    title: str
    label: str
    url: str
    scope: Scope
    members: Sequence[str]
    rows: Sequence[RowValues]
    sources: tuple[dict[str, Any], ...]
    sharing: dict[str, Any]
    paid: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum((row.amount for row in self.rows), ZERO)

    def as_json(self, unit: Decimal = ORE) -> dict[str, Any]:
        return {"label": self.label, "url": self.url, "sources": list(self.sources), "sharing": self.sharing}

    def parts(self, previously: Mapping[str, Decimal]) -> dict[str, MunicipalityPart]:
        """Every member of the period, also those that take part in nothing and pay 0; they add up to the amount."""
        amounts = dict.fromkeys(sorted({*self.members, *previously}), ZERO)
        for row in self.rows:
            amounts[row.municipality] += row.amount
        return {
            one: MunicipalityPart(None, amount, previously=previously.get(one, ZERO)) for one, amount in amounts.items()
        }


def scope_of(run: AllocationRun) -> Scope:
    """What a stored run charges, or the run that it corrects, however far back. Raises NotAvailable for none."""
    root = run
    while root.corrects is not None:
        root = root.corrects
    rows = ConsumedMonth.objects.filter(run=root).select_related("service").order_by("service__title", "month")
    months = sorted({row.month for row in rows})
    if not months:
        raise NotAvailable("Fordelingen har ingen tjenester.")
    services = {row.service_id: row.service for row in rows}
    return Scope(tuple(services.values()), months[0].year, months[0].month, months[-1].month)


def counted_basis(scope: Scope) -> CountedBasis:
    """Read from the rows as they are now. Raises NotAvailable with every fault, each with what to do about it."""
    # In the order of their keys, so that a draft is the same whoever chose them in whatever order.
    scope = replace(scope, services=tuple(sorted(scope.services, key=lambda service: service.pk)))
    found = read(scope.services, scope.year, scope.months)
    if faults := [fault for one in found for fault in one.faults]:
        raise NotAvailable(" ".join(faults))
    members = members_in_months(scope.year, scope.months)
    rows = [row for one in found for row in _rows(one)]
    count = len(scope.services)
    services = "1 tjeneste" if count == 1 else f"{count} tjenester"
    return CountedBasis(
        title=f"Forbruk av {scope.services[0].title if count == 1 else 'tjenester'} {scope.span}"[:160],
        label=f"{services}, {scope.span}: antall × pris",
        url=f"{reverse('budget:services')}?year={scope.year}",
        scope=scope,
        members=members,
        rows=rows,
        sources=tuple(_sources(scope, found, rows)),
        sharing=_sharing(scope, found, rows, members),
    )


def store_rows(run: AllocationRun, basis: CountedBasis) -> None:
    """The rows behind the parts of a run, and the months that it charges where it corrects nothing.

    Raises ValidationError where another run charges one of the months already.
    """
    if run.corrects is None and not run.consumed_months.exists():
        check_not_charged(basis.scope)
        ConsumedMonth.objects.bulk_create(
            ConsumedMonth(run=run, service=service, month=date(basis.scope.year, month, 1))
            for service in basis.scope.services
            for month in basis.scope.months
        )
    previously = _previously(run.corrects)
    own = {(row.service.pk, row.municipality): row for row in basis.rows}
    services = {service.pk: service for service in basis.scope.services}

    def values() -> Iterable[tuple[Any, ...]]:
        for service, municipality in sorted({*own, *previously}):
            row, of = own.get((service, municipality)), services[service]
            before, amount = previously.get((service, municipality), ZERO), row.amount if row else ZERO
            yield (
                run.pk,
                service,
                municipality,
                of.title,
                of.get_unit_display(),
                of.method,
                row.months if row else 0,
                str(row.count if row else ZERO),
                str(row.ratio if row else ZERO),
                row.counts if row else "[]",
                row.arithmetic if row else "Deltar ikke",
                str(amount),
                str(before),
                str(amount - before),
            )

    insert(ConsumptionRow, ROW_FIELDS, values(), prepared=True)


ROW_FIELDS = (
    "run_id", "service_id", "municipality_id", "title", "unit", "method", "months", "count", "ratio", "counts",
    "arithmetic", "amount", "previously", "booked",
)  # fmt: skip


def check_not_charged(scope: Scope) -> None:
    """Raises ValidationError, with which run, where a month of a service is charged already."""
    days = [date(scope.year, month, 1) for month in scope.months]
    taken = ConsumedMonth.objects.filter(service__in=scope.services, month__in=days)
    if first := taken.select_related("run", "service").order_by("service__title", "month").first():
        raise ValidationError(
            {
                "services": f"«{first.service}» er allerede med i «{first.run.title}» for "
                f"{MONTHS[first.month.month - 1]} {scope.year}. Ta bort tjenesten, velg andre måneder, eller korriger "
                "den fordelingen."
            }
        )


# Parts


def _previously(corrected: AllocationRun | None) -> dict[tuple[int, str], Decimal]:
    if corrected is None:
        return {}
    rows = corrected.consumption.order_by().values_list("service", "municipality", "amount")
    return {(service, one): amount for service, one, amount in rows}


def _rows(one: ServiceYear) -> Iterable[RowValues]:
    charged, arithmetic = one.charged, _arithmetic_of(one)
    whole = sum(found.used for found in charged.values())
    for municipality, found in charged.items():
        counts = dumps([[day.isoformat(), count] for day, count in one.rests_on(municipality)])
        yield RowValues(
            one.service,
            municipality,
            found.months,
            _decimal(found.count),
            _decimal(Fraction(found.used * 100, whole)) if whole else ZERO,
            counts,
            arithmetic(found),
            found.amount,
        )


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(FOUR, ROUND_HALF_UP)


def _arithmetic_of(one: ServiceYear) -> Callable[[Charged], str]:
    """What a municipality pays for a service, as a piece of arithmetic that can be done again."""
    prices, units = one.prices or Prices(), one.service.units
    if one.service.is_fixed:
        how = FixedAs(one.service.fixed_as)
        return lambda found: _fixed_arithmetic(prices, how, found.months)
    price = f"{kroner(prices.amount)}{NO_BREAK_SPACE}kr"
    label = PriceList.Tiering(prices.tiering.value).label

    def told(found: Charged) -> str:
        counted = f"{_shown(found.count)} {units}"
        if prices.tiering is Tiering.NONE:
            per_year = f"{price} per år × {found.months}/12"
            return f"{counted} × {per_year if prices.is_yearly else f'{price} × {_times(found.months)}'}"
        if not found.used:
            return f"{counted} × {_times(found.months)}"
        each = kroner(_decimal(found.exact / found.used))
        return f"{counted} × {_times(found.months)}, i snitt {each}{NO_BREAK_SPACE}kr i måneden. {label}"

    return told


def _fixed_arithmetic(prices: Prices, how: FixedAs, months: int) -> str:
    price = f"{kroner(prices.amount)}{NO_BREAK_SPACE}kr"
    per = f"{price} per år × {months}/12" if prices.is_yearly else f"{price} × {_times(months)}"
    if how is FixedAs.EACH:
        return per
    split = "likt" if how is FixedAs.EQUALLY else "etter fordelingsnøkkelen"
    return f"{per}, delt {split} måned for måned mellom dem som deltar"


def _times(months: int) -> str:
    return "1 måned" if months == 1 else f"{months} måneder"


def _shown(count: Fraction) -> str:
    return number(count.numerator) if count.denominator == 1 else number(_decimal(count), 2)


def _sources(scope: Scope, found: Sequence[ServiceYear], rows: Sequence[RowValues]) -> Iterable[dict[str, Any]]:
    """The rows that the amounts rest on. The counts are kept with the rows of the run; here is only their hash."""
    keys = [service.pk for service in scope.services]
    lists = PriceList.objects.filter(service__in=keys, year=scope.year)
    held: list[HeldRows] = [
        hold_rows("Tjenester", Service.objects.filter(pk__in=keys)),
        hold_rows(f"Prislister {scope.year}", lists),
        hold_rows(f"Pristrinn {scope.year}", PriceStep.objects.filter(price_list__in=lists)),
        hold_rows("Kommuner som deltar", ServiceParticipant.objects.filter(service__in=keys)),
        hold_rows("Medlemskap", Membership.objects.all()),
    ]
    yield from (source.as_json() for source in held if source.values)
    counts = [{"service": row.service.pk, "municipality": row.municipality, "counts": row.counts} for row in rows]
    yield to_json(source_of_values(f"Antall {scope.span}", counts, {}))
    shares = [
        {"service": one.service.pk, "month": month, "shares": {key: str(share) for key, share in of.items()}}
        for one in found
        for month, of in one.shares.items()
    ]
    if shares:
        yield to_json(source_of_values("Fordelingsnøkler måned for måned", shares, {}))


def _sharing(
    scope: Scope, found: Sequence[ServiceYear], rows: Sequence[RowValues], members: Iterable[str]
) -> dict[str, Any]:
    """How each amount came about: method, measure, and of each that takes part the count and the ratio."""
    parts: dict[int, dict[str, dict[str, Any]]] = {one.service.pk: {} for one in found}
    for row in rows:
        told = {"count": str(row.count), "months": row.months, "ratio": str(row.ratio)}
        parts[row.service.pk][row.municipality] = told
    return {
        "method": "counts",
        "measure": "antall × pris",
        "first": date(scope.year, scope.first, 1).isoformat(),
        "last": last_day(date(scope.year, scope.last, 1)).isoformat(),
        "services": [
            {
                "service": one.service.title,
                "service_id": one.service.pk,
                "unit": one.service.get_unit_display(),
                "method": PriceList.Tiering((one.prices or Prices()).tiering.value).label,
                "measure": one.service.method,
                "parts": parts[one.service.pk],
            }
            for one in found
        ],
        "not_taking_part": sorted(set(members) - {number for one in found for number in one.taking_part}),
    }
