"""Accounts and the types of cost they belong to: which rule holds for an account, and what a file adds up to.

NOK, costs positive, income negative. An account is text, since `01000` and `1000` are two accounts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

WHOLE_YEAR = 0  # the month of an entry that tells only its year
MONTHS_OF_YEAR = frozenset(range(1, 13))


@dataclass(frozen=True)
class Rule:
    """Accounts (or KOSTRA arts, where `by_art`) from `first` to `last` belong to `target`; `None` is to no line."""

    by_art: bool
    first: str
    last: str
    target: int | None

    def holds_for(self, code: str) -> bool:
        """Codes of another length are other codes: the range 1000–1999 has nothing to say of 10100."""
        return len(code) == len(self.first) and self.first <= code <= self.last

    def overlaps(self, other: "Rule") -> bool:
        is_same_kind = self.by_art == other.by_art and len(self.first) == len(other.first)
        return is_same_kind and self.first <= other.last and other.first <= self.last


class Codes(NamedTuple):
    """What a row says it is about. Either may be empty."""

    account: str
    art: str


class Place(NamedTuple):
    """Where the rules put an account. `target` is `None` outside the operating result."""

    is_known: bool
    target: int | None


UNKNOWN = Place(False, None)


def place(codes: Codes, rules: Iterable[Rule]) -> Place:
    """The rule of its account range, else of its art. Rules of one kind do not overlap, so there is one at most."""
    found = [rule for rule in rules if rule.holds_for(codes.art if rule.by_art else codes.account)]
    chosen = min(found, key=lambda rule: rule.by_art, default=None)
    return UNKNOWN if chosen is None else Place(True, chosen.target)


class TotalKey(NamedTuple):
    """What rows are added up by. `month` is `WHOLE_YEAR` where the row tells only its year."""

    year: int
    month: int
    account: str
    art: str


@dataclass
class Total:
    """The sum of rows in øre, and how many they are."""

    ore: int = 0
    count: int = 0
    name: str = ""

    @property
    def amount(self) -> Decimal:
        return Decimal(self.ore).scaleb(-2)


@dataclass
class Totals:
    """All that a file adds up to."""

    by_key: dict[TotalKey, Total] = field(default_factory=dict)

    def add(self, key: TotalKey, amount: Decimal, name: str = "") -> None:
        """`amount` has at most two decimals."""
        total = self.by_key.get(key)
        if total is None:
            total = self.by_key[key] = Total()
        total.ore += int(amount.scaleb(2))
        total.count += 1
        total.name = total.name or name

    @property
    def amount(self) -> Decimal:
        return Decimal(sum(total.ore for total in self.by_key.values())).scaleb(-2)

    def months(self) -> set[tuple[int, int]]:
        return covered((key.year, key.month) for key in self.by_key)


def covered(months: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Year and month of rows; one that tells only its year stands for all of its months."""
    whole: set[tuple[int, int]] = set()
    for year, month in months:
        whole |= {(year, one) for one in MONTHS_OF_YEAR} if month == WHOLE_YEAR else {(year, month)}
    return whole
