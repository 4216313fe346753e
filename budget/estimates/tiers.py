"""What a case will cost: the tier of a price list that a count chooses, and the amounts that follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Tier:
    """The monthly price, NOK without VAT, for up to and including `up_to` units."""

    up_to: int
    monthly_price: Decimal


def chosen_tier(tiers: Iterable[Tier], count: int) -> Tier | None:
    """The lowest tier that holds `count` units; `None` when the price list ends below it."""
    return min((tier for tier in tiers if tier.up_to >= count), default=None)


def line_amount(amount: Decimal | None, months: int | None, tier: Tier | None) -> Decimal | None:
    """A line's fixed amount, or its months at the price of the tier; `None` while no tier is chosen."""
    if months is None:
        return amount
    return None if tier is None else months * tier.monthly_price
