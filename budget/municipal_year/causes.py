"""What an amount was caused by, and each cause's own part of what one municipality pays of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from rorikt.amounts import ORE

ZERO = Decimal(0)
UNEXPLAINED = "Uforklart"


@dataclass(frozen=True)
class Line:
    """A line of the accounts as it was: what it cost more than planned, NOK, and the causes that somebody has named.

    `ratio` is the municipality's part of it, 1 for all. `causes` are title and amount, `None` where it is not said.
    """

    title: str
    amount: Decimal
    ratio: Decimal
    causes: Sequence[tuple[str, Decimal | None]] = ()


@dataclass(frozen=True)
class Component:
    """A cause, or what nobody has explained of a line. `amount` is all of it, `share` the municipality's, NOK.

    `is_known`: of a cause without an amount nobody has said what it cost, which is not that it cost nothing.
    """

    line: str
    cause: str
    amount: Decimal
    share: Decimal
    is_known: bool = True


def components(lines: Sequence[Line], total: Decimal) -> list[Component]:
    """The causes of each line, then what is left of it. Their shares add up to `total`, to the øre.

    A line with neither a cause nor an amount is left out. A cause without an amount is told with zero: what it cost is
    a part of what is unexplained.
    """
    rows = [(line, cause, amount) for line in lines for cause, amount in _of_line(line)]
    shares = apportioned([(amount or ZERO) * line.ratio for line, _, amount in rows], total)
    return [
        Component(line.title, cause, amount or ZERO, share, is_known=amount is not None)
        for (line, cause, amount), share in zip(rows, shares, strict=True)
    ]


def apportioned(exact: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Each rounded to the øre, so that they add up to `total`: the øre left over go to the largest remainders.

    The exact ones come within some øre of `total`; each part ends within two øre of its own where they do.
    Raises ValueError where nothing is there to carry a total that is not zero.
    """
    if not exact:
        if total:
            raise ValueError(f"nothing to carry {total}")
        return []
    parts = [value.quantize(ORE, ROUND_FLOOR) + 0 for value in exact]
    left = int((total - sum(parts)) / ORE)
    order = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], place))
    if left < 0:
        order.reverse()
    each, some = divmod(abs(left), len(exact))
    step = ORE.copy_sign(Decimal(left or 1))
    for rank, place in enumerate(order):
        parts[place] += step * (each + (rank < some))
    return parts


def _of_line(line: Line) -> list[tuple[str, Decimal | None]]:
    left = line.amount - sum((amount for _, amount in line.causes if amount is not None), ZERO)
    return [*line.causes, *([(UNEXPLAINED, left)] if left else [])]
