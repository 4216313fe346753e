"""By which weights an agreement is charged to the municipalities: those of its budget line, or of its service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from budget.lines.models import BudgetLine
from budget.pricing.prices import FixedAs
from budget.services.models import Service
from budget.services.service_year import ServiceYear, read
from budget.splits.splitting import sharing_of
from meetings.agreements.binding import Agreement, NoShare, shared
from rorikt.calendar import last_day
from rorikt.figures.values import NotAvailable
from rorikt.people.models import Municipality

Weights = Mapping[str, int | Fraction]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Costed:
    """What an agreement costs in a year, NOK, and what each municipality bears of it.

    `amount` is `None` where the cost is not known, `parts` where it cannot be split: `why` says what is missing.
    """

    agreement: Agreement
    year: int
    amount: Decimal | None
    parts: Mapping[str, Decimal] | None
    why: str = ""


@dataclass
class Charging:
    """The lines, services and keys that agreements are charged by, each read once."""

    _found: dict[tuple[int, int | None, date, date], Weights | NotAvailable] = field(default_factory=dict)
    _service_years: dict[int, dict[int, ServiceYear]] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        return dict(Municipality.objects.order_by("number").values_list("number", "name"))

    @cached_property
    def _lines(self) -> dict[str, dict[int, int | None]]:
        """By title: the purpose of the line in each year that has it."""
        found: dict[str, dict[int, int | None]] = {}
        lines = BudgetLine.objects.order_by("year", "pk")
        for title, year, purpose in lines.values_list("title", "year", "purpose"):
            found.setdefault(_plain(title), {})[year] = purpose
        return found

    @cached_property
    def _services(self) -> dict[str, Service]:
        found: dict[str, Service] = {}
        for service in Service.objects.order_by("pk"):
            found |= {_plain(service.title): service, _plain(service.slug): service}
        return found

    def is_known(self, charged_to: str) -> bool:
        """A line, a service, or nothing: what is charged to nothing of its own is for all."""
        text = _plain(charged_to)
        return not text or text in self._lines or text in self._services

    def cost(self, agreement: Agreement, year: int) -> Costed:
        amount = agreement.cost_in(year)
        if amount is None:
            return Costed(agreement, year, None, None, "kostnaden mangler")
        if not amount:
            return Costed(agreement, year, amount, dict.fromkeys(agreement.numbers or self.names, ZERO))
        try:
            weights = self._weights(agreement, year)
            return Costed(agreement, year, amount, shared(amount, weights, agreement.numbers))
        except NotAvailable as missing:
            return Costed(agreement, year, amount, None, str(missing))
        except NoShare as nobody:
            names = ", ".join(self.names.get(number, number) for number in nobody.numbers)
            why = f"{names} har ingen andel" if names else "ingen har noen andel"
            return Costed(agreement, year, amount, None, f"{why} i det den deles etter i {year}")

    def _weights(self, agreement: Agreement, year: int) -> Weights:
        """Raises NotAvailable with what is missing."""
        text, months = _plain(agreement.charged_to), agreement.months(year)
        if not text:
            return self._key(year, None, months)
        if years := self._lines.get(text):
            return self._key(year, years[_nearest(years, year)], months)
        if text in self._services:
            return self._of_service(self._services[text], year, months)
        raise NotAvailable(f"«{agreement.charged_to}» er verken en budsjettlinje eller en tjeneste")

    def _key(self, year: int, purpose: int | None, months: Sequence[int]) -> Weights:
        """By the keys of the months that are paid for: the key of the year, where one holds all of it."""
        first, last = date(year, min(months), 1), last_day(date(year, max(months), 1))
        asked = year, purpose, first, last
        if asked not in self._found:
            try:
                self._found[asked] = sharing_of(year, purpose, first, last=last).sharing.weights()
            except NotAvailable as missing:
                self._found[asked] = missing
        found = self._found[asked]
        if isinstance(found, NotAvailable):
            raise found
        return found

    def _of_service(self, service: Service, year: int, months: Sequence[int]) -> Weights:
        """By what is counted; by the key of its purpose, or equally, where that is how a fixed price is split."""
        if service.is_fixed and service.fixed_as == FixedAs.BY_KEY.value:
            return self._key(year, service.purpose_id, months)
        of_year = self._year(year)[service.pk]
        wanted = set(months)
        if service.is_fixed:
            return {number: len(wanted & set(taking)) for number, taking in of_year.taking_part.items()}
        lacking = [number for number, missing in of_year.missing.items() if wanted & set(missing)]
        if lacking:
            names = ", ".join(self.names.get(number, number) for number in lacking)
            raise NotAvailable(f"«{service}» mangler antall for {names} i {year}")
        return {
            number: sum((Fraction(count) for month, count in used.items() if month in wanted), Fraction(0))
            for number, used in of_year.used.items()
        }

    def _year(self, year: int) -> dict[int, ServiceYear]:
        """Every service in a year, read at once however many agreements are charged to them."""
        if year not in self._service_years:
            services = {service.pk: service for service in self._services.values()}
            found = read(services.values(), year, range(1, 13))
            self._service_years[year] = {one.service.pk: one for one in found}
        return self._service_years[year]


def lacks_of(costed: Iterable[Costed], hidden: int) -> str:
    """What sums over these are without, in words; empty for whole ones. How many are `hidden` is nobody's to know."""
    why: dict[tuple[str, str], list[str]] = {}
    for one in costed:
        if one.why:
            sums = "Summene mangler" if one.amount is None else "Summene for kommunene mangler"
            why.setdefault((sums, one.why.rstrip(".")), []).append(f"«{one.agreement.title}»")
    told = [f"{sums} {', '.join(dict.fromkeys(titles))}: {reason}." for (sums, reason), titles in why.items()]
    if hidden:
        told.append("Avtaler som er unntatt offentlighet, er ikke med.")
    return " ".join(told)


def _nearest(years: Mapping[int, int | None], year: int) -> int:
    """The year itself, the last before it, or the first after: a budget that is not laid yet is like the one before."""
    before = [one for one in years if one <= year]
    return max(before) if before else min(years)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
