"""The blocks of a stored text (paragraphs, lists, tables), each with an id that it keeps for as long as it lives.

The id stands in the attribute `data-id`. What is said of a block from elsewhere (a comment, what has changed, what two
people wrote at once) goes by it, and not by what the block says.
"""

import re
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from lxml import html

from rorikt.texts import richtext

ATTRIBUTE = "data-id"
_VALID = re.compile(r"[a-z0-9]{6,20}")
_MARK = re.compile(rf' {ATTRIBUTE}="[^"]*"')
# How alike two blocks are when the one is the other as it was edited: where they stand in the same order, and where one
# has been moved, which also has to be this much more alike than the next best.
EDITED, MOVED, MARGIN = 0.4, 0.75, 0.1
# Pairs of blocks that are compared word by word. Above it only blocks that say the same are taken for each other.
MOST_PAIRS = 10_000


@dataclass(frozen=True)
class Block:
    """`html` is without the id, which is empty where the block has none yet."""

    id: str
    html: str

    @property
    def marked(self) -> str:
        """As it is stored."""
        return re.sub(r"^<\w+", rf'\g<0> {ATTRIBUTE}="{self.id}"', self.html) if self.id else self.html

    @cached_property
    def words(self) -> list[str]:
        return richtext.plain(self.html).split()


def blocks_of(text: str) -> list[Block]:
    """Of a cleaned text, in order."""
    return [_block(element) for element in richtext.elements(text)]


def joined(blocks: Sequence[Block]) -> str:
    """As it is stored, the same for the same blocks."""
    return richtext.clean("".join(block.marked for block in blocks))


def without_ids(text: str) -> str:
    """What the text says, whatever its blocks are called: for what compares texts."""
    return _MARK.sub("", text)


def identified(text: str, earlier: str = "") -> str:
    """A cleaned text in which every block has an id of its own.

    A block without one, as after a paste over all, gets that of the block of the `earlier` text that it is an edit of.
    Of blocks with the same id, as after a copy, the one that is most like the earlier block keeps it.
    """
    before = blocks_of(earlier)
    blocks = _of_their_own(blocks_of(text), {block.id: block for block in before})
    used = {block.id for block in blocks}
    blocks = _recognised(blocks, [block for block in before if block.id and block.id not in used])
    return joined([block if block.id else replace(block, id=new_id()) for block in blocks])


def new_id() -> str:
    return secrets.token_hex(5)


def _block(element: html.HtmlElement) -> Block:
    identity = element.get(ATTRIBUTE, "")
    for one in element.xpath(f"descendant-or-self::*[@{ATTRIBUTE}]"):
        del one.attrib[ATTRIBUTE]
    return Block(identity if _VALID.fullmatch(identity) else "", richtext.to_html(element))


def _of_their_own(blocks: list[Block], before: dict[str, Block]) -> list[Block]:
    """Of blocks with the same id only one keeps it."""
    keepers: dict[str, int] = {}
    for place, block in enumerate(blocks):
        rival = keepers.setdefault(block.id, place)
        if rival != place and (old := before.get(block.id)) and _likeness(block, old) > _likeness(blocks[rival], old):
            keepers[block.id] = place
    return [block if keepers[block.id] == place else replace(block, id="") for place, block in enumerate(blocks)]


def _recognised(blocks: list[Block], lost: list[Block]) -> list[Block]:
    """Blocks without an id get that of the `lost` block they are an edit of."""
    nameless = [place for place, block in enumerate(blocks) if not block.id]
    if not nameless or not lost:
        return blocks
    likeness = _likenesses([blocks[place] for place in nameless], lost)
    pairs = _in_order(likeness)
    pairs |= _moved(likeness, pairs)
    found = list(blocks)
    for new, old in pairs.items():
        found[nameless[new]] = replace(blocks[nameless[new]], id=lost[old].id)
    return found


def _likenesses(blocks: Sequence[Block], lost: Sequence[Block]) -> list[list[float]]:
    if len(blocks) * len(lost) > MOST_PAIRS:
        return [[float(block.html == old.html) for old in lost] for block in blocks]
    return [[_likeness(block, old) for old in lost] for block in blocks]


def _likeness(one: Block, other: Block) -> float:
    """Of their words in order, from 0 to 1; two that say nothing are not alike."""
    if one.html == other.html:
        return 1.0 if one.words else 0.0
    mine, theirs = one.words, other.words
    if not mine or not theirs:
        return 0.0
    shared = (Counter(mine) & Counter(theirs)).total()
    if 2 * shared / (len(mine) + len(theirs)) < EDITED:  # it cannot be more than this
        return 0.0
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()


def _in_order(likeness: list[list[float]]) -> dict[int, int]:
    """The pairs that are most alike in all, none of which crosses another."""
    height, width = len(likeness), len(likeness[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for row in reversed(range(height)):
        for column in reversed(range(width)):
            alike = likeness[row][column]
            paired = best[row + 1][column + 1] + alike if alike >= EDITED else 0.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    pairs, row, column = {}, 0, 0
    while row < height and column < width:
        if best[row][column] == best[row + 1][column]:
            row += 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            pairs[row] = column
            row, column = row + 1, column + 1
    return pairs


def _moved(likeness: list[list[float]], pairs: dict[int, int]) -> dict[int, int]:
    """Of those that are left: such as stand in another order, where there is no doubt which is which."""
    taken, found = set(pairs.values()), dict[int, int]()
    for new, row in enumerate(likeness):
        if new in pairs:
            continue
        ranked = sorted(((alike, old) for old, alike in enumerate(row) if old not in taken), reverse=True)
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        if ranked and ranked[0][0] >= MOVED and ranked[0][0] - second >= MARGIN:
            found[new] = ranked[0][1]
            taken.add(ranked[0][1])
    return found
