"""What a run says of each municipality: its part of an amount, what it has paid, and what is booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class MunicipalityPart:
    """NOK. `to_pay` below zero is money back; `previously` is what an earlier run already said was to be paid.

    `percent` is the share in the one key that decided, `None` where there is none.
    """

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
    amounts: Mapping[str, Decimal],
    percents: Mapping[str, Decimal | None],
    *,
    paid: Mapping[str, Decimal] | None = None,
    previously: Mapping[str, Decimal] | None = None,
) -> dict[str, MunicipalityPart]:
    """Municipality number to its part, in the order of the numbers, of an amount that is split into `amounts`.

    `percents` are the shares of the one key that split it, nothing where several keys or counts did.
    A correction shares the whole again and books what differs from `previously`: a split of a sum is not the sum of
    splits. A municipality that is in `previously` alone takes part no longer, and gets all of it back.
    Raises ValueError if `paid` names one without a part.
    """
    paid, previously = paid or {}, previously or {}
    if outside := paid.keys() - amounts.keys():
        raise ValueError(f"paid on account without a share: {sorted(outside)}")
    left = ZERO if percents and None not in percents.values() else None
    return {
        number: MunicipalityPart(
            percents.get(number, left), amounts.get(number, ZERO), paid.get(number, ZERO), previously.get(number, ZERO)
        )
        for number in sorted(amounts.keys() | previously.keys())
    }
