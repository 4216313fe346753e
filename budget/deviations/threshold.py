"""When a deviation is so large that it has to be explained, and whether it is. NOK with the sign of a variance."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budget.lines.result import Explanation
from rorikt.amounts import NO_BREAK_SPACE, number, whole_kroner


@dataclass(frozen=True)
class Threshold:
    """Over `amount` (NOK) and over `percent` of the budget, or over one of them where `is_either`.

    What is `None` is not asked of; with neither of them nothing is over.
    """

    amount: Decimal | None = None
    percent: Decimal | None = None
    is_either: bool = False

    def is_exceeded(self, variance: Decimal | None, budgeted: Decimal | None) -> bool:
        """Unrounded; exactly the threshold is not over it. Of no budget any variance is more than every per cent."""
        if variance is None:
            return False
        over = []
        if self.amount is not None:
            over.append(abs(variance) > self.amount)
        if self.percent is not None:
            over.append(abs(variance) * 100 > self.percent * abs(budgeted or Decimal(0)))
        return bool(over) and (any(over) if self.is_either else all(over))

    @property
    def told(self) -> str:
        """`over 100 000 kr og over 5 %`; empty where nothing is asked."""
        parts = []
        if self.amount is not None:
            parts.append(f"over {whole_kroner(self.amount)}{NO_BREAK_SPACE}kr")
        if self.percent is not None:
            decimals = max(0, -int(self.percent.normalize().as_tuple().exponent))
            parts.append(f"over {number(self.percent, decimals)}{NO_BREAK_SPACE}%")
        return (" eller " if self.is_either else " og ").join(parts)


USUAL = Threshold(Decimal(100_000), Decimal(5))


@dataclass(frozen=True)
class Cause:
    """`amount` is positive for what cost more than planned, and `None` where it is not known."""

    title: str
    text: str
    amount: Decimal | None = None
    is_approximate: bool = False


@dataclass(frozen=True)
class Deviation:
    """A line so far and foreseen. `to_date` is of the months that the accounts reach, `expected` of the whole year.

    `foreseen_because` is why somebody set the forecast by hand: it explains what is expected, not what has happened.
    """

    title: str
    to_date: Decimal | None
    budgeted_to_date: Decimal | None
    expected: Decimal | None
    budgeted: Decimal
    causes: tuple[Cause, ...] = ()
    foreseen_because: str = ""
    url: str = ""

    def is_over_to_date(self, threshold: Threshold) -> bool:
        return threshold.is_exceeded(self.to_date, self.budgeted_to_date)

    def is_over(self, threshold: Threshold) -> bool:
        return self.is_over_to_date(threshold) or threshold.is_exceeded(self.expected, self.budgeted)

    def is_explained(self, threshold: Threshold) -> bool:
        """Somebody has said why, in words: a cause with an explanation, or the reason of a forecast set by hand."""
        if any(cause.text.strip() for cause in self.causes):
            return True
        return not self.is_over_to_date(threshold) and bool(self.foreseen_because.strip())

    def told_of(self, threshold: Threshold) -> Decimal:
        """The deviation that the causes are held against: what has happened, where that is over."""
        return (self.to_date if self.is_over_to_date(threshold) else self.expected) or Decimal(0)

    def explanation(self, threshold: Threshold) -> Explanation | None:
        """`None` where no cause has an amount."""
        amounts = [cause.amount for cause in self.causes if cause.amount is not None]
        return Explanation(self.told_of(threshold), sum(amounts, Decimal(0))) if amounts else None

    def explains_too_much(self, threshold: Threshold) -> bool:
        """By more than what would have to be explained of itself."""
        found = self.explanation(threshold)
        return bool(found and found.explains_too_much and self._is_much(found, threshold))

    def explains_too_little(self, threshold: Threshold) -> bool:
        """A cause whose amount is not known may account for the rest."""
        found = self.explanation(threshold)
        if found is None or found.explains_too_much or any(cause.amount is None for cause in self.causes):
            return False
        return self._is_much(found, threshold)

    def _is_much(self, found: Explanation, threshold: Threshold) -> bool:
        budgeted = self.budgeted_to_date if self.is_over_to_date(threshold) else self.budgeted
        return threshold.is_exceeded(found.unexplained, budgeted)


def over(deviations: Iterable[Deviation], threshold: Threshold) -> list[Deviation]:
    return [one for one in deviations if one.is_over(threshold)]


def unexplained(deviations: Iterable[Deviation], threshold: Threshold) -> list[Deviation]:
    """Those that have to be explained, and are not."""
    return [one for one in over(deviations, threshold) if not one.is_explained(threshold)]
