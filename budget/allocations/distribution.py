"""What a run says of each municipality: its part of an amount, what it has paid, and what is booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budget.keys.allocation import allocate
from rorikt.amounts import ORE

ZERO = Decimal(0)


@dataclass(frozen=True)
class MunicipalityPart:
    """NOK. `to_pay` below zero is money back; `previously` is what an earlier run already said was to be paid."""

    percent: Decimal | None
    amount: Decimal
    paid_on_account: Decimal = ZERO
    previously: Decimal = ZERO

    @property
    def to_pay(self) -> Decimal:
        return self.amount - self.paid_on_account

    @property
    def booked(self) -> Decimal:
        return self.to_pay - self.previously


def distribute(
    amount: Decimal,
    shares: Mapping[str, Decimal],
    unit: Decimal = ORE,
    *,
    paid: Mapping[str, Decimal] | None = None,
    previously: Mapping[str, Decimal] | None = None,
) -> dict[str, MunicipalityPart]:
    """Municipality number to its part, in the order of the numbers. The amounts add up to `amount`.

    A correction shares the whole again and books what differs from `previously`: a split of a sum is not the sum of
    splits. A municipality that is in `previously` alone has left the key, and gets all of it back.
    Raises ValueError if the shares are no key, `amount` is not whole, or `paid` names one without a share.
    """
    paid, previously = paid or {}, previously or {}
    if outside := paid.keys() - shares.keys():
        raise ValueError(f"paid on account without a share: {sorted(outside)}")
    amounts = allocate(amount, shares, unit)
    return {
        number: MunicipalityPart(
            shares.get(number, ZERO), amounts.get(number, ZERO), paid.get(number, ZERO), previously.get(number, ZERO)
        )
        for number in sorted(shares.keys() | previously.keys())
    }
