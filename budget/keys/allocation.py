"""Splitting an amount by a cost key, so that nothing is lost and the order of the municipalities does not matter."""

from collections.abc import Mapping
from decimal import Decimal

from rorikt.amounts import NO_BREAK_SPACE, ORE, number, percentage

WHOLE = Decimal(100)


def allocate(amount: Decimal, shares: Mapping[str, Decimal], unit: Decimal = ORE) -> dict[str, Decimal]:
    """Split `amount` (NOK, a whole number of `unit`s) by a cost key, so that the parts add up to it.

    `shares` maps municipality number to per cent. Every part is cut down to `unit`; the units left
    over go to the largest remainders, and on a tie to the lowest municipality number. A negative
    amount gives the negative of what the positive one would give.
    Raises ValueError if the shares do not sum to 100, one is negative, or `amount` is not whole.
    Source: council paper 2024/M1-004, 6.3, where the unit is one krone.
    """
    check_shares(shares)
    return apportion(amount, {municipality: hundredths(share) for municipality, share in shares.items()}, unit)


def apportion(amount: Decimal, weights: Mapping[str, int], unit: Decimal = ORE) -> dict[str, Decimal]:
    """As `allocate`, by weights that are whole numbers of any sum.

    Raises ValueError if one is negative, all are zero, or `amount` is not whole.
    """
    if amount % unit:
        raise ValueError(f"{amount} is not a whole number of {unit}")
    whole = sum(weights.values())
    if whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError(f"not weights: {dict(weights)}")
    units = int(abs(amount) / unit)
    parts = {municipality: units * weight // whole for municipality, weight in weights.items()}
    order = sorted(weights, key=lambda municipality: (-(units * weights[municipality] % whole), municipality))
    for municipality in order[: units - sum(parts.values())]:
        parts[municipality] += 1
    # `+ 0` turns the minus zero of a negative amount into zero.
    return {municipality: (unit * part).copy_sign(amount) + 0 for municipality, part in parts.items()}


def hundredths(percent: Decimal) -> int:
    """Of a per cent. Raises ValueError for a share with more than two decimals, as no key has."""
    if percent * 100 % 1:
        raise ValueError(f"a share of {percent} per cent has more than two decimals")
    return int(percent * 100)


def check_shares(shares: Mapping[str, Decimal]) -> None:
    """Raises ValueError if `shares` is no key."""
    if any(share < 0 for share in shares.values()):
        raise ValueError(f"a share is negative: {dict(shares)}")
    if sum(shares.values()) != WHOLE:
        raise ValueError(f"shares sum to {sum(shares.values())}, not 100")


def sum_fault(shares: Mapping[str, Decimal]) -> str:
    """What is wrong with the sum of a key, in words for the person who typed it; empty for a whole key."""
    total = sum(shares.values(), Decimal(0))
    if total == WHOLE:
        return ""
    difference = f"{number(abs(WHOLE - total), 2)}{NO_BREAK_SPACE}prosentpoeng"
    fault = f"det mangler {difference}" if total < WHOLE else f"det er {difference} for mye"
    return f"Andelene er til sammen {percentage(total)}; {fault}. De skal være nøyaktig {percentage(WHOLE)}."
