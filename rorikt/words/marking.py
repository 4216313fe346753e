"""The place in a text where what was asked for stands, with its words marked."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from rorikt.words.analysing import terms_of, words_in

LONGEST = 420  # characters that are shown of a text
BEFORE = 120  # of them before the first hit


class Piece(NamedTuple):
    text: str
    is_marked: bool = False


def excerpt(text: str, terms: Collection[str]) -> list[Piece]:
    """Around the first hit, cut between words; from the beginning where there is none."""
    wanted = set(terms)
    hits = [(word.start, word.end) for word in words_in(text) if _stands_for(word.form, wanted)]
    start, end = _window(text, hits[0][0] if hits else 0)
    pieces = list(_pieces(text, [hit for hit in hits if start <= hit[0] and hit[1] <= end], start, end))
    before = [Piece("… ")] if start else []
    return [*before, *pieces, *([Piece(" …")] if end < len(text) else [])]


def _stands_for(form: str, wanted: set[str]) -> bool:
    told = terms_of(form)
    return told.first in wanted or not wanted.isdisjoint(told.more)


def _window(text: str, first: int) -> tuple[int, int]:
    if len(text) <= LONGEST:
        return 0, len(text)
    start = max(0, min(first - BEFORE, len(text) - LONGEST))
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), start + LONGEST)
    if end < len(text):
        cut = text.rfind(" ", start + 1, end)
        end = cut if cut > first else end
    return start, end


def _pieces(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    place = start
    for begins, ends in hits:
        if begins > place:
            yield Piece(text[place:begins])
        yield Piece(text[begins:ends], True)
        place = ends
    if place < end:
        yield Piece(text[place:end])
