"""How an amount of a period is shared where keys change inside it: every key by the days, or whole months, it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from budget.keys.allocation import apportion, check_shares, hundredths
from rorikt.amounts import ORE

ONE_DAY = timedelta(days=1)
WHOLE = 100 * 100  # a key in hundredths of a per cent, so that shares are whole numbers


class NoKey(ValueError):
    """Nothing holds from `first` to `last`, both days included."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        super().__init__(f"no key from {first} to {last}")


class NotWholeMonths(ValueError):
    """A key begins or ends inside a month, and amounts are divided by whole months."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"{day} is inside a month")


@dataclass(frozen=True)
class Held:
    """A key in plain values: municipality number to per cent, summing to 100. An empty `last` has no end."""

    key: int
    first: date
    last: date | None
    shares: Mapping[str, Decimal]


@dataclass(frozen=True)
class Span:
    """The days, both included, that one key decides. `weight` counts them, or the whole months of them."""

    key: int
    first: date
    last: date
    weight: int
    shares: Mapping[str, Decimal]


@dataclass(frozen=True)
class Sharing:
    """The keys of a period, one after the other without a gap."""

    spans: tuple[Span, ...]

    @property
    def is_by_one_key(self) -> bool:
        return len(self.spans) == 1

    @property
    def weight(self) -> int:
        """Of the whole period: its days, or its months."""
        return sum(span.weight for span in self.spans)

    @property
    def numbers(self) -> list[str]:
        """Those that take part at any time in the period, in the order of their numbers."""
        return sorted({number for span in self.spans for number in span.shares})

    def weights(self) -> dict[str, int]:
        """Municipality number to its part of `weight` × 10 000, exact whole numbers."""
        found = dict.fromkeys(self.numbers, 0)
        for span in self.spans:
            for number, percent in span.shares.items():
                found[number] += span.weight * hundredths(percent)
        return found

    def allocate(self, amount: Decimal, unit: Decimal = ORE) -> dict[str, Decimal]:
        """As `allocation.allocate`, by all the keys at once: rounded once, so that it adds up to the amount."""
        return apportion(amount, self.weights(), unit)

    def percent(self, number: str) -> Decimal | None:
        """The share in the one key; `None` where several keys decided."""
        return self.spans[0].shares.get(number) if self.is_by_one_key else None

    def portion(self, number: str) -> Decimal:
        """Per cent of an amount, unrounded, also where several keys decided."""
        return Decimal(self.weights().get(number, 0)) * 100 / (self.weight * WHOLE)


def sharing_between(first: date, last: date, keys: Iterable[Held], *, by_months: bool = False) -> Sharing:
    """Raises NoKey where a day has none, NotWholeMonths, and ValueError if two hold on a day or one is no key."""
    spans: list[Span] = []
    day = first
    for held in sorted((key for key in keys if _touches(key, first, last)), key=lambda key: key.first):
        if held.first > day:
            raise NoKey(day, held.first - ONE_DAY)
        if held.first < day and spans:
            raise ValueError(f"two keys hold on {held.first}")
        check_shares(held.shares)
        end = min(held.last or last, last)
        spans.append(Span(held.key, day, end, _months(day, end) if by_months else (end - day).days + 1, held.shares))
        day = end + ONE_DAY
    if day <= last:
        raise NoKey(day, last)
    if len(spans) == 1:  # nothing to divide, also where one key holds for a part of a month
        spans = [Span(spans[0].key, first, last, 1 if by_months else spans[0].weight, spans[0].shares)]
    return Sharing(tuple(spans))


def allocate_all(portions: Sequence[tuple[Decimal, Sharing]], unit: Decimal = ORE) -> dict[str, Decimal]:
    """Several amounts, each by its own keys: what each municipality pays of all of them, summing to their sum."""
    found: dict[str, Decimal] = {}
    for amount, sharing in portions:
        for number, part in sharing.allocate(amount, unit).items():
            found[number] = found.get(number, Decimal(0)) + part
    return dict(sorted(found.items()))


def _touches(key: Held, first: date, last: date) -> bool:
    return key.first <= last and (key.last is None or key.last >= first)


def _months(first: date, last: date) -> int:
    """Whole months of a period. Raises NotWholeMonths for a day that does not begin or end one."""
    if first.day != 1:
        raise NotWholeMonths(first)
    if (last + ONE_DAY).day != 1:
        raise NotWholeMonths(last)
    return (last.year - first.year) * 12 + last.month - first.month + 1
