"""How much of an overspend to come the decided measures cover. Pure: NOK in, NOK out, nothing rounded."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Coverage:
    """`variance` is that of the forecast: negative for an overspend to come, `None` where it is not known.

    `effect` is what the measures give on top of the forecast: positive is less spent.
    """

    variance: Decimal | None
    effect: Decimal

    @property
    def overspend(self) -> Decimal | None:
        """A positive amount, or zero where none is expected."""
        return None if self.variance is None else max(-self.variance, Decimal(0))

    @property
    def variance_after(self) -> Decimal | None:
        """What is left of the variance when the measures have worked."""
        return None if self.variance is None else self.variance + self.effect

    @property
    def is_enough(self) -> bool:
        return self.variance_after is not None and self.variance_after >= 0
