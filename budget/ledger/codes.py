"""Accounts and the types of cost they belong to: which rule holds for an account, and what a file adds up to.

NOK, costs positive, income negative. An account is text, since `01000` and `1000` are two accounts.
"""

from collections.abc import Iterable, Sequence
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

    @property
    def ends(self) -> tuple[str, str]:
        return self.first, self.last

    def is_of_kind_of(self, other: "Rule") -> bool:
        return self.by_art == other.by_art and len(self.first) == len(other.first)

    def overlaps(self, other: "Rule") -> bool:
        return self.is_of_kind_of(other) and self.first <= other.last and other.first <= self.last

    def lies_in(self, other: "Rule") -> bool:
        """Whether the other range is wider and holds all of this one."""
        is_within = other.first <= self.first and self.last <= other.last
        return self.is_of_kind_of(other) and is_within and self.ends != other.ends

    def collides_with(self, other: "Rule") -> bool:
        """The same range, or one that shares a part with it without either lying in the other: nobody could tell which
        of them holds."""
        return self.overlaps(other) and not self.lies_in(other) and not other.lies_in(self)


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
    """The rule of its account, else of its art; of several, the narrowest range."""
    found = rules_for(codes, rules)
    return Place(True, found[0].target) if found else UNKNOWN


def rules_for(codes: Codes, rules: Iterable[Rule]) -> list[Rule]:
    """Every rule that could hold, the one that does first: by account before by art, each from the narrowest out.

    Rules of a year do not collide, so those that hold for one code lie in each other.
    """
    found = [rule for rule in rules if rule.holds_for(codes.art if rule.by_art else codes.account)]
    return sorted(found, key=lambda rule: (rule.by_art, sum(other.lies_in(rule) for other in found)))


def enclosing(rules: Sequence[Rule]) -> list[Rule | None]:
    """The narrowest wider range that each of them lies in, in their order. They do not collide."""
    widest_first = sorted(range(len(rules)), key=lambda at: rules[at].last, reverse=True)
    widest_first.sort(key=lambda at: (rules[at].by_art, len(rules[at].first), rules[at].first))
    around: list[Rule | None] = [None] * len(rules)
    begun: list[Rule] = []
    for at in widest_first:
        while begun and not rules[at].lies_in(begun[-1]):
            begun.pop()
        around[at] = begun[-1] if begun else None
        begun.append(rules[at])
    return around


def would_move_nothing(rule: Rule, present: Iterable[Rule]) -> bool:
    """Whether it could be added without taking a code from any of those: they lie in it, or beside it."""
    return all(not rule.overlaps(one) or one.lies_in(rule) for one in present)


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
