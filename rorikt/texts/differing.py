"""Two versions of a text held against each other, block by block, and within a block by words and figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Literal

from rorikt.texts.blocks import Block, blocks_of, without_ids
from rorikt.texts.richtext import plain_paragraphs

Kind = Literal["same", "out", "in"]
# A token is one word, whatever it holds; so is a number as it is printed, with its spaces and decimals.
_WORD = re.compile(r"\[\[.*?\]\]|\s+|[-−+]?\d+(?:[\u00a0\u202f.,]\d+)*|[^\W\d]+|.", re.DOTALL)
MOST_PAIRS = 2_000_000  # of words; what is longer is told as a whole
_TAGS = {"in": ("ins", "lagt til: ", " slutt på tillegg"), "out": ("del", "tatt ut: ", " slutt på det som er tatt ut")}


@dataclass(frozen=True)
class Piece:
    """A run of words that stands in both texts, only in the old one («out»), or only in the new one («in»)."""

    kind: Kind
    text: str

    @property
    def html(self) -> str:
        """Marked for the eye, and in words for who hears it."""
        text = escape(self.text, quote=False).replace("\n", "<br>")
        if self.kind == "same":
            return text
        tag, before, after = (_TAGS[self.kind][0], *map(_heard, _TAGS[self.kind][1:]))
        return f"<{tag}>{before}{text}{after}</{tag}>"


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


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in reading order. Without those that came in it is `old`, without those taken out `new`."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return tuple(_pieces([("replace", before, after)]))
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(_pieces([(tag, before[a:b], after[c:d]) for tag, a, b, c, d in found]))


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


def _pieces(runs: Sequence[tuple[str, list[str], list[str]]]) -> Iterator[Piece]:
    """A gap between two changes belongs to both, or each changed word would be told alone."""
    out, came = "", ""
    for place, (tag, before, after) in enumerate(runs):
        is_gap = tag == "equal" and "".join(before).isspace() and 0 < place < len(runs) - 1
        if tag == "equal" and not is_gap:
            yield from _change(out, came)
            out, came = "", ""
            yield Piece("same", "".join(before))
        else:
            out, came = out + "".join(before), came + "".join(after)
    yield from _change(out, came)


def _change(out: str, came: str) -> Iterator[Piece]:
    if out == came:
        if out:
            yield Piece("same", out)
        return
    if out:
        yield Piece("out", out)
    if came:
        yield Piece("in", came)


def _heard(words: str) -> str:
    return f'<span class="visually-hidden">{words}</span>'
