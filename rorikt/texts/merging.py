"""Two texts that come from the same one, made one again: what was changed in one of them is taken from it.

Goes by the ids of blocks. Where both changed the same block, a person chooses; no word of either is left out unasked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rorikt.texts.blocks import Block, blocks_of, joined

Choice = Literal["mine", "theirs", "both"]


@dataclass(frozen=True)
class Overlap:
    """A block that both changed, each in its own way. `None` is one that was taken out."""

    mine: Block | None
    theirs: Block | None


@dataclass(frozen=True)
class Merged:
    """The blocks in order, and in their places those that both changed."""

    parts: tuple[Block | Overlap, ...]

    @property
    def overlaps(self) -> list[Overlap]:
        return [part for part in self.parts if isinstance(part, Overlap)]

    def text(self, choice: Choice = "both") -> str:
        """As it is stored, with that choice wherever both changed the same."""
        return joined([block for part in self.parts for block in resolved(part, choice)])


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Of texts whose blocks have ids. `base` is what both began with."""
    before, own, other = by_id(base), by_id(mine), by_id(theirs)
    parts: dict[str, Block | Overlap] = {}
    for identity in {**own, **other}:
        part = _merged(before.get(identity), own.get(identity), other.get(identity))
        if part:
            parts[identity] = part
    return Merged(tuple(parts[identity] for identity in _order(list(before), list(own), list(other), parts)))


def by_id(text: str) -> dict[str, Block]:
    """In order."""
    return {block.id: block for block in blocks_of(text)}


def _merged(base: Block | None, mine: Block | None, theirs: Block | None) -> Block | Overlap | None:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    return Overlap(mine, theirs)


def _order(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], kept: Iterable[str]) -> list[str]:
    """That of the one who moved something, mine where both did."""
    return woven(mine, theirs, kept) if is_moved(base, mine) else woven(theirs, mine, kept)


def is_moved(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether those that are in both stand in another order."""
    known = set(before) & set(after)
    return [one for one in after if one in known] != [one for one in before if one in known]


def woven(first: Sequence[str], second: Sequence[str], kept: Iterable[str]) -> list[str]:
    """Those of the first in their order; what only the second has comes after what it follows there."""
    kept = set(kept)
    order = [one for one in first if one in kept]
    placed, above = set(order), None
    for one in second:
        if one not in kept:
            continue
        if one not in placed:
            order.insert(order.index(above) + 1 if above else 0, one)
            placed.add(one)
        above = one
    return order


def resolved(part: Block | Overlap, choice: Choice) -> list[Block]:
    """Of two versions of one block, the one that is stored already keeps the id; the other gets one when it is."""
    if isinstance(part, Block):
        return [part]
    mine, theirs = part.mine, part.theirs
    if choice == "mine":
        return [mine] if mine else []
    if choice == "theirs":
        return [theirs] if theirs else []
    if mine and theirs:
        return [replace(mine, id=""), theirs]
    return [block for block in (mine, theirs) if block]
