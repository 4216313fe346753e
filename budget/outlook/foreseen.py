"""What a coming year may cost a municipality: the best figure of each item, how low and how high it may be, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rorikt.amounts import kroner

ZERO = Decimal(0)


@dataclass(frozen=True)
class Foreseen:
    """NOK. All three are the same where nothing is open, and none is there for what nobody can estimate yet."""

    like: str
    title: str
    best: Decimal | None
    low: Decimal | None
    high: Decimal | None
    rests_on: str

    @property
    def is_open(self) -> bool:
        return self.best is None or self.low != self.high

    def as_json(self) -> dict[str, Any]:
        amounts = {
            name: None if (value := getattr(self, name)) is None else str(value) for name in ("best", "low", "high")
        }
        return {"like": self.like, "title": self.title, "rests_on": self.rests_on, **amounts}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Foreseen":
        amounts = {name: None if told[name] is None else Decimal(told[name]) for name in ("best", "low", "high")}
        return cls(told["like"], told["title"], rests_on=told["rests_on"], **amounts)


def certain(like: str, title: str, amount: Decimal, rests_on: str) -> Foreseen:
    return Foreseen(like, title, amount, amount, amount, rests_on)


def either(like: str, title: str, best: Decimal, others: Iterable[Decimal], rests_on: str) -> Foreseen:
    """One of several: `best` unless something is decided otherwise."""
    possible = [best, *others]
    return Foreseen(like, title, best, min(possible), max(possible), rests_on)


def unknown(like: str, title: str, rests_on: str) -> Foreseen:
    return Foreseen(like, title, None, None, None, rests_on)


@dataclass(frozen=True)
class Outlook:
    """All items of a year, of one municipality."""

    items: Sequence[Foreseen]

    @property
    def best(self) -> Decimal:
        """Of what can be estimated."""
        return sum((item.best for item in self.items if item.best is not None), ZERO)

    @property
    def low(self) -> Decimal:
        return sum((item.low for item in self.items if item.low is not None), ZERO)

    @property
    def high(self) -> Decimal:
        return sum((item.high for item in self.items if item.high is not None), ZERO)

    @property
    def unknown(self) -> list[str]:
        return [item.title for item in self.items if item.best is None]

    @property
    def sentence(self) -> str:
        """The range in words, and what is not in it."""
        told = f"Beste anslag er {kroner(self.best)} kr"
        if self.low != self.high:
            told += f", mellom {kroner(self.low)} og {kroner(self.high)} kr etter det som ikke er avgjort"
        lacks = f" Ikke anslått: {', '.join(self.unknown)}." if self.unknown else ""
        return f"{told}.{lacks}"


def later_changes(issued: Sequence[Foreseen], now: Sequence[Foreseen]) -> list[str]:
    """What has become otherwise since the figures were published, a sentence for each item."""
    then, today = {item.like: item for item in issued}, {item.like: item for item in now}
    found = []
    for like, item in today.items():
        old = then.get(like)
        if old is None:
            found.append(f"{item.title} er kommet til: {_amounts(item)}.")
        elif (old.best, old.low, old.high) != (item.best, item.low, item.high):
            found.append(f"{item.title} er endret fra {_amounts(old)} til {_amounts(item)}.")
    found += [f"{old.title} er ikke lenger med." for like, old in then.items() if like not in today]
    return found


def _amounts(item: Foreseen) -> str:
    if item.best is None or item.low is None or item.high is None:
        return "ikke anslått"
    if item.low == item.high:
        return f"{kroner(item.best)} kr"
    return f"{kroner(item.best)} kr ({kroner(item.low)} til {kroner(item.high)})"
