"""How long an agreement binds, what comes next of it, what it costs in a year, and what is not in order with it. Pure.

A month is paid for where the agreement holds on the first day of it, as months of services are: two agreements that
follow each other inside a month never both cost it, and together they leave none out. See decision 0057.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm

from budget.keys.allocation import apportion
from budget.pricing.measuring import ALWAYS, months_taking_part
from rorikt.amounts import ORE, short_date

MONTHS_OF_YEAR = 12
NEGOTIATED, GIVEN_NOTICE = "forhandles", "sagt-opp"  # states of the register


@dataclass(frozen=True)
class Agreement:
    """A row of the register of agreements. Days are the first and the last that it holds; empty has no such.

    `notice` is the last day it can be given notice of. `numbers` are the municipalities it names, empty for all that
    its purpose is for. `cost` is NOK a year, `charged_to` the line or the service it is charged to. `is_over` is what
    its state says.
    """

    title: str
    url: str = ""
    supplier: str = ""
    numbers: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    notice: date | None = None
    options: str = ""
    cost: Decimal | None = None
    charged_to: str = ""
    state: str = ""
    state_label: str = ""
    is_over: bool = False

    @property
    def is_made(self) -> bool:
        """What is only being negotiated binds nobody, until it has a day to begin."""
        return self.state != NEGOTIATED or self.first is not None

    @property
    def has_given_notice(self) -> bool:
        return self.state == GIVEN_NOTICE

    def months(self, year: int) -> tuple[int, ...]:
        """Those of the year that are paid for. None of one that is over, and does not say since when."""
        if not self.is_made or (self.is_over and self.last is None):
            return ()
        held = (self.first or date.min, self.last)
        return tuple(months_taking_part(year, range(1, MONTHS_OF_YEAR + 1), (ALWAYS,), (held,)))

    def cost_in(self, year: int) -> Decimal | None:
        """NOK, rounded once to the øre; zero in a year it does not hold, `None` where its cost is not known."""
        months = len(self.months(year))
        if not months:
            return Decimal(0)
        if self.cost is None:
            return None
        return (self.cost * months / MONTHS_OF_YEAR).quantize(ORE, ROUND_HALF_UP)

    def binds_after(self, year: int) -> bool:
        """Beyond the last day of the year, whenever it begins. One without a last day binds until somebody ends it."""
        return self.is_made and not self.is_over and (self.last is None or self.last > date(year, 12, 31))


@dataclass(frozen=True)
class Coming:
    """A day on which something has to be done, or is over."""

    day: date
    what: str
    agreement: Agreement


def coming(agreements: Iterable[Agreement], first: date, last: date) -> list[Coming]:
    """What runs out, or must be given notice of, from `first` to `last`, both included; by day, and each its next."""
    found = []
    for one in agreements:
        if one.is_over:
            continue
        days = [(one.last, "Går ut")]
        if not one.has_given_notice:
            days.insert(0, (one.notice, "Må sies opp senest"))
        inside = [Coming(day, what, one) for day, what in days if day and first <= day <= last]
        found += sorted(inside, key=lambda each: each.day)[:1]
    return sorted(found, key=lambda each: (each.day, each.agreement.title, each.agreement.url))


def standing(agreement: Agreement, today: date) -> str:
    """How it binds as of a day, in words."""
    last, notice = agreement.last, agreement.notice
    until = f"binder ut {short_date(last)}" if last else "har ingen sluttdato"
    if agreement.is_over or (last and last < today):
        return f"Gikk ut {short_date(last)}" if last and last < today else "Avsluttet"
    if agreement.has_given_notice:
        return f"Sagt opp, {until}"
    if notice is None:
        return until.capitalize()
    if notice < today:
        return f"Fristen for å si opp gikk ut {short_date(notice)}: {until}"
    otherwise = f"ellers binder den ut {short_date(last)}" if last else until
    return f"Kan sies opp til og med {short_date(notice)}, {otherwise}"


def faults(agreement: Agreement, today: date) -> list[str]:
    """What is missing or cannot be so, each a sentence with what to do."""
    first, last, notice = agreement.first, agreement.last, agreement.notice
    found = []
    if first and last and last < first:
        found.append(f"Den går ut {short_date(last)}, før den begynner {short_date(first)}. Rett en av datoene.")
    if notice and last and notice > last:
        found.append(
            f"Siste dag for å si opp, {short_date(notice)}, er etter at den går ut {short_date(last)}. "
            "Rett en av datoene."
        )
    if notice and first and notice < first:
        found.append(
            f"Siste dag for å si opp, {short_date(notice)}, er før den begynner {short_date(first)}. "
            "Rett en av datoene."
        )
    if agreement.is_over:
        if last is None:
            found.append("Den er avsluttet, men det står ikke når. Fyll ut siste dag, så kommer kostnaden med til da.")
        elif last > today:
            found.append(f"Statusen er «{agreement.state_label}», men den går ut {short_date(last)}. Rett den ene.")
        return found
    if not agreement.is_made:
        return [*found, "Den forhandles, og binder ikke før det står når den begynner."]
    if last and last < today:
        found.append(f"Den gikk ut {short_date(last)}. Sett statusen til utløpt, eller rett datoen.")
    elif notice is None and not agreement.has_given_notice:
        found.append("Siste dag for å si opp mangler. Fyll den ut, så blir ansvarlig minnet om den.")
    if agreement.cost is None:
        found.append("Kostnaden i året mangler. Skriv 0 hvis den ikke koster noe.")
    return found


class NoShare(ValueError):
    """None of an amount can be borne by `numbers`, which the agreement names."""

    def __init__(self, numbers: Collection[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(f"no weight for {self.numbers}")


def shared(amount: Decimal, weights: Mapping[str, int | Fraction], among: Collection[str] = ()) -> dict[str, Decimal]:
    """The amount split by `weights` among those named, or among all that have one; the parts add up to it exactly.

    Where fewer are named than have a weight, theirs are scaled up to the whole. Raises NoShare where one that is named
    has no weight, or nobody has.
    """
    own = {number: Fraction(weights.get(number, 0)) for number in sorted(among or weights)}
    lacking = [number for number in among if not own[number]]
    if lacking or not any(own.values()):
        raise NoShare(lacking)
    whole = lcm(*(weight.denominator for weight in own.values()))
    return apportion(amount, {number: int(weight * whole) for number, weight in own.items()})
