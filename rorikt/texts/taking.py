"""A change that is suggested to a text, block by block: taken in whole or in part, into what the text says by now.

Three texts whose blocks have ids: the `base` it was written on, what is `suggested`, and what `stands`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rorikt.texts.blocks import Block, joined
from rorikt.texts.merging import Choice, Overlap, by_id, is_moved, merge, resolved, woven
from rorikt.texts.richtext import plain_paragraphs
from rorikt.texts.word_diff import Piece, word_difference

ORDER = "order"  # the key of the change that only moves blocks


@dataclass(frozen=True)
class SuggestedChange:
    """What is suggested of one block: it was `before`, is to be `after`, and is `now`. None is no such block."""

    key: str
    before: Block | None = None
    after: Block | None = None
    now: Block | None = None

    @property
    def is_overtaken(self) -> bool:
        """Somebody has changed the block since: a person chooses between the two."""
        return self.now != self.before

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be done with it, what leaves the text as it is last."""
        return ("mine", "both", "theirs") if self.is_overtaken and self.now and self.after else ("mine", "theirs")

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Of the suggestion against what it was written on."""
        return word_difference(_text(self.before), _text(self.after))

    @property
    def is_reshaped(self) -> bool:
        """It says the same, and only looks another way."""
        return self.key != ORDER and all(piece.kind == "same" for piece in self.pieces)

    @property
    def now_pieces(self) -> tuple[Piece, ...]:
        """Of what stands against what the suggestion was written on."""
        return word_difference(_text(self.before), _text(self.now))


def changes(base: str, suggested: str, stands: str) -> list[SuggestedChange]:
    """In the order of the suggestion; without those that stand in the text already."""
    before, after, now = by_id(base), by_id(suggested), by_id(stands)
    found = [
        SuggestedChange(key, before.get(key), after.get(key), now.get(key))
        for key in woven(list(after), list(before), {**before, **after})
        if before.get(key) != after.get(key) != now.get(key)
    ]
    if is_moved(list(before), list(after)) and is_moved(list(now), list(after)):
        found.append(SuggestedChange(ORDER))
    return found


def taken(base: str, suggested: str, stands: str, chosen: Mapping[str, Choice]) -> str:
    """What stands, with the chosen changes in it: «theirs» leaves a block as it is, as not to choose does."""
    part = _in_part(base, suggested, [key for key, choice in chosen.items() if choice != "theirs"])
    found: list[Block] = []
    for one in merge(base, part, stands).parts:
        found += resolved(one, chosen[_key(one)] if isinstance(one, Overlap) else "theirs")
    return joined(found)


def _in_part(base: str, suggested: str, chosen: Collection[str]) -> str:
    """The base with the chosen changes alone."""
    before, after = by_id(base), by_id(suggested)
    blocks = {key: (after if key in chosen else before).get(key) for key in {**before, **after}}
    first, second = (after, before) if ORDER in chosen else (before, after)
    order = woven(list(first), list(second), [key for key, block in blocks.items() if block])
    return joined([block for key in order if (block := blocks[key])])


def _key(overlap: Overlap) -> str:
    block = overlap.mine or overlap.theirs
    return block.id if block else ""


def _text(block: Block | None) -> str:
    return plain_paragraphs(block.html) if block else ""
