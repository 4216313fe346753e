"""What is claimed of suppliers, what of it is open, and what the accounts say of what is settled. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rorikt.amounts import kroner

BOOKED = "gjort-opp"  # the state that says the credit note is in the accounts
ZERO = Decimal(0)


@dataclass(frozen=True)
class Claim:
    """A row of the register of claims. `amount` is NOK, positive for what is wanted back."""

    title: str
    url: str = ""
    supplier: str = ""
    amount: Decimal | None = None
    raised: date | None = None
    state: str = ""
    state_label: str = ""
    tone: str = "neutral"
    voucher: str = ""
    is_settled: bool = False

    def age(self, today: date) -> int | None:
        """Days since it was raised."""
        return (today - self.raised).days if self.raised and self.raised <= today else None


@dataclass(frozen=True)
class Booked:
    """A voucher as the accounts that count have it. `credited` is NOK that its rows take off the costs."""

    year: int
    number: str
    credited: Decimal


@dataclass(frozen=True)
class OfSupplier:
    """The open claims against one supplier. `unknown` of them have no amount, and are not in the sum."""

    supplier: str
    count: int
    amount: Decimal
    unknown: int
    oldest: date | None


def by_supplier(claims: Iterable[Claim]) -> list[OfSupplier]:
    """Of those that are open, the largest sum first. A name typed in other letters is the same supplier."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if not claim.is_settled:
            found.setdefault(" ".join(claim.supplier.split()).casefold(), []).append(claim)
    sums = [
        OfSupplier(
            supplier=each[0].supplier or "Uten leverandør",
            count=len(each),
            amount=sum((one.amount for one in each if one.amount is not None), ZERO),
            unknown=sum(one.amount is None for one in each),
            oldest=min((one.raised for one in each if one.raised), default=None),
        )
        for each in found.values()
    ]
    return sorted(sums, key=lambda one: (-one.amount, one.supplier.casefold()))


def booked_of(claim: Claim, vouchers: Mapping[str, Iterable[Booked]]) -> Booked | None:
    """Its voucher in the accounts: the numbers begin anew each year, so the first year from the claim on counts."""
    since = claim.raised.year if claim.raised else 0
    own = [one for one in vouchers.get(claim.voucher, ()) if one.year >= since]
    return min(own, key=lambda one: one.year, default=None)


def warning(claim: Claim, booked: Booked | None) -> str:
    """What the accounts say against the state of a claim, with what to do; empty where they agree."""
    if claim.voucher and booked is None:
        return (
            f"Bilag {claim.voucher} finnes ikke i regnskapet som er lest inn. Rett nummeret, eller vent til regnskapet "
            "er lest inn."
        )
    if not claim.is_settled and booked and booked.credited > 0:
        found = f"Bilag {booked.number} i {booked.year} krediterer {kroner(booked.credited)} kr."
        return f"{found} Sett statusen når kravet er gjort opp."
    if claim.state != BOOKED:
        return ""
    if booked is None:
        return f"Statusen er «{claim.state_label}», men bilaget mangler. Skriv nummeret på bilaget."
    if booked.credited <= 0:
        return f"Bilag {booked.number} i {booked.year} krediterer ingenting."
    if claim.amount is not None and booked.credited != claim.amount:
        return f"Kravet er {kroner(claim.amount)} kr, og bilaget krediterer {kroner(booked.credited)} kr."
    return ""
