"""How far into a year: what of a year's budget belongs to its first months, evenly or by a distribution."""

from collections.abc import Sequence
from decimal import Decimal

from rorikt.amounts import NO_BREAK_SPACE, number, percentage

MONTHS_OF_YEAR = 12
WHOLE = Decimal(100)
Weights = Sequence[Decimal]
EVEN: Weights = (Decimal(1),) * MONTHS_OF_YEAR


def to_date(amount: Decimal, weights: Weights, month: int) -> Decimal:
    """What of a year's `amount` belongs to January up to and including `month`, unrounded; all of it in December.

    `weights` has twelve numbers of any sum; `EVEN` gives each month a twelfth. The amounts of the months themselves are
    weights too, and give back each month to the øre as long as the year is their sum. Where they have both signs they
    are no proportions: then each month is its amount, and what the year differs from their sum is spread evenly.
    Raises ValueError if there are not twelve, or all are zero.
    """
    check_weights(weights)
    if month >= MONTHS_OF_YEAR:
        return amount
    until, whole = sum(weights[:month], Decimal(0)), sum(weights, Decimal(0))
    if min(weights) < 0 < max(weights):
        return until + (amount - whole) * month / MONTHS_OF_YEAR
    return amount * until / whole


def by_month(amount: Decimal, weights: Weights) -> tuple[Decimal, ...]:
    """The twelve months of a year's `amount`, unrounded. Raises ValueError like `to_date`."""
    upto = [to_date(amount, weights, month) for month in range(MONTHS_OF_YEAR + 1)]
    return tuple(upto[month] - upto[month - 1] for month in range(1, MONTHS_OF_YEAR + 1))


def check_weights(weights: Weights) -> None:
    if len(weights) != MONTHS_OF_YEAR or not any(weights):
        raise ValueError(f"not the weights of twelve months: {[str(weight) for weight in weights]}")


def distribution_fault(percentages: Weights) -> str:
    """What is wrong with the sum of twelve per cents, for the person who typed them; empty where nothing is."""
    total = sum(percentages, Decimal(0))
    if total == WHOLE:
        return ""
    difference = f"{number(abs(WHOLE - total), 2)}{NO_BREAK_SPACE}prosentpoeng"
    fault = f"det mangler {difference}" if total < WHOLE else f"det er {difference} for mye"
    return f"Månedene er til sammen {percentage(total)}; {fault}. De skal være nøyaktig {percentage(WHOLE)}."
