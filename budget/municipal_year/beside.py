"""A year beside the one before, item by item, with what changed and why, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from rorikt.amounts import NO_BREAK_SPACE, ORE, kroner

ZERO = Decimal(0)


@dataclass(frozen=True)
class Item:
    """What a municipality pays of one thing in a year, NOK.

    `like` is what the same thing is called in another year. `whole` is what was split, `part` the municipality's of it,
    `ratio` its part of the whole and `count` what that was measured by, as printed, with the name of the `measure`.
    `off` is what was taken off: paid on account, offset, booked before. All of these are empty where nobody split it,
    or where it is closed to the reader. `decision` says in words what the amount follows from.
    """

    like: str
    title: str
    amount: Decimal
    whole: Decimal | None = None
    part: Decimal | None = None
    ratio: Decimal | None = None
    count: str = ""
    measure: str = "Andelen"
    off: Decimal = ZERO
    decision: str = ""


@dataclass(frozen=True)
class Beside:
    """An item that one or both years have. `is_open`: the other year's amount is not known yet, which is not zero."""

    title: str
    before: Decimal | None
    now: Decimal | None
    why: str
    is_open: bool = False

    @property
    def difference(self) -> Decimal | None:
        return None if self.is_open else (self.now or ZERO) - (self.before or ZERO)


def beside(
    now: Sequence[Item],
    before: Sequence[Item],
    *,
    year: int,
    missing: Mapping[str, str] = MappingProxyType({}),
    was_missing: Collection[str] = (),
) -> list[Beside]:
    """In the order of the later year; what it no longer has comes last. `year` is the later one.

    Several of the same kind in a year are told as one: a decision, and what it was corrected by. What has no amount
    yet is neither new nor gone: `missing` are those of `year`, by what they are like, with how far they have come, and
    `was_missing` those of the year before.
    """
    later, earlier = _by_like(now), _by_like(before)
    found = []
    for like, items in later.items():
        amount = _sum(items)
        if like not in earlier:
            is_open = like in was_missing
            why = f"Beløpet for {year - 1} er ikke kjent." if is_open else _new(items, year)
            found.append(Beside(items[0].title, None, amount, why, is_open))
            continue
        old = earlier[like]
        found.append(Beside(items[0].title, _sum(old), amount, _changed(items, old)))
    for like, items in earlier.items():
        if like not in later:
            why = f"Ikke avgjort for {year} ennå ({missing[like]})." if like in missing else f"Ikke i {year}."
            found.append(Beside(items[0].title, _sum(items), None, why, like in missing))
    return found


def signed(amount: Decimal) -> str:
    """`+1 937,00 kr`."""
    return f"{'+' if amount > 0 else ''}{kroner(amount)}{NO_BREAK_SPACE}kr"


def _by_like(items: Sequence[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.like, []).append(item)
    return found


def _sum(items: Sequence[Item]) -> Decimal:
    return sum((item.amount for item in items), ZERO)


def _new(items: Sequence[Item], year: int) -> str:
    return f"Ny i {year}{_by_decision(items[-1])}."


def _by_decision(item: Item) -> str:
    return f", etter {item.decision[:1].lower()}{item.decision[1:].rstrip('.')}" if item.decision else ""


def _changed(now: Sequence[Item], before: Sequence[Item]) -> str:
    difference = _sum(now) - _sum(before)
    if len(now) != 1 or len(before) != 1:
        told = f"{len(before)} krav ble {len(now)}" if len(now) != len(before) else f"{len(now)} krav i begge årene"
        return f"{told}: {signed(difference)}." if difference else "Uendret."
    new, old = now[0], before[0]
    steps = list(_steps(new, old))
    if not difference and not steps:
        return "Uendret."
    return " ".join(steps) or f"Beløpet er endret med {signed(difference)}{_by_decision(new)}."


def _steps(new: Item, old: Item) -> list[str]:
    """By the share, by the whole, and by what is taken off: they add up to the difference."""
    if new.whole is None or old.whole is None or new.part is None or old.part is None:
        return []
    if new.ratio is None or old.ratio is None:
        return []
    by_share = ((new.ratio - old.ratio) * old.whole).quantize(ORE, ROUND_HALF_UP)
    if new.count == old.count and new.ratio == old.ratio:
        by_share = ZERO
    by_whole = new.part - old.part - by_share
    steps = []
    if new.count != old.count or by_share:
        steps.append(f"{new.measure} er endret fra {old.count} til {new.count}: {signed(by_share)}.")
    if new.whole != old.whole:
        whole = f"Beløpet som deles, er endret fra {kroner(old.whole)} til {kroner(new.whole)}{_by_decision(new)}"
        steps.append(f"{whole}: {signed(by_whole)}.")
    elif by_whole:
        steps.append(f"Avrunding: {signed(by_whole)}.")
    if new.off != old.off:
        off = f"Det som trekkes fra, er endret fra {kroner(old.off)} til {kroner(new.off)}"
        steps.append(f"{off}: {signed(old.off - new.off)}.")
    return steps
