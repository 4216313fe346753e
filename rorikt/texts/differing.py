"""Two versions of a text held against each other, block by block, and within a block by words and figures."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from rorikt.texts.blocks import Block, blocks_of, without_ids
from rorikt.texts.richtext import plain_paragraphs
from rorikt.texts.word_diff import Piece, word_difference


@dataclass(frozen=True)
class Difference:
    """A block and what became of it. `is_reshaped`: it says the same, and only looks another way."""

    pieces: tuple[Piece, ...]
    is_moved: bool = False
    is_reshaped: bool = False

    @property
    def is_changed(self) -> bool:
        return self.is_moved or self.is_reshaped or any(piece.kind != "same" for piece in self.pieces)

    @property
    def html(self) -> str:
        return "".join(piece.html for piece in self.pieces)


def difference(old: str, new: str) -> list[Difference]:
    """The blocks of `new` in order, and where they stood those of `old` that are gone."""
    before, after = blocks_of(old), blocks_of(new)
    told = {block.id: block for block in before if block.id}
    kept = {block.id for block in after} & told.keys()
    still = _in_place([block.id for block in before if block.id in kept], [one.id for one in after if one.id in kept])
    found: list[Difference] = []
    gone = _gone_before(before, still)
    for block in after:
        if block.id in still:
            found += [
                Difference(word_difference(_text(one), "")) for one in gone.pop(block.id, []) if one.id not in kept
            ]
        found.append(_told(told.get(block.id), block, is_moved=block.id in kept - still))
    found += [Difference(word_difference(_text(one), "")) for one in gone.pop("", []) if one.id not in kept]
    return [one for one in found if one.pieces]


def _told(old: Block | None, new: Block, *, is_moved: bool) -> Difference:
    pieces = word_difference(_text(old) if old else "", _text(new))
    is_same = all(piece.kind == "same" for piece in pieces)
    return Difference(pieces, is_moved, is_reshaped=is_same and old is not None and old.html != new.html)


def _text(block: Block) -> str:
    return plain_paragraphs(without_ids(block.html))


def _in_place(before: list[str], after: list[str]) -> set[str]:
    """Those that have not been moved past each other."""
    matching = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {one for match in matching for one in before[match.a : match.a + match.size]}


def _gone_before(before: list[Block], still: set[str]) -> dict[str, list[Block]]:
    """What stood before each block that stands where it did, by its id; what stood last by the empty one."""
    found: dict[str, list[Block]] = {}
    waiting: list[Block] = []
    for block in before:
        if block.id in still:
            found[block.id], waiting = waiting, []
        else:
            waiting.append(block)
    return {**found, "": waiting}
