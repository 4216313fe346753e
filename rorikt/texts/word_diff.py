"""Two texts held against each other word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Literal

Kind = Literal["same", "out", "in"]
# A token is one word, whatever it holds; so is a number as it is printed, with its spaces and decimals.
_WORD = re.compile(r"\[\[(?:(?!\[\[).)*?\]\]|\s+|[-−+]?\d+(?:[\u00a0\u202f.,]\d+)*|[^\W\d]+|.", re.DOTALL)
_TAGS = {"in": ("ins", "lagt til: ", " slutt på tillegg"), "out": ("del", "tatt ut: ", " slutt på det som er tatt ut")}
MOST_PAIRS = 4_000_000  # pairs of words; what is longer is told as a whole


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


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in reading order, what went before what came. Without «in» it is `old`, without «out» `new`."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return tuple(_pieces([("replace", before, after)]))
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(_pieces([(tag, before[a:b], after[c:d]) for tag, a, b, c, d in found]))


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
