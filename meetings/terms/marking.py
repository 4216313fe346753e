"""A term explained where it stands: the first time in each section it becomes a button that shows what it means.

The button is the browser's own (`popovertarget`), so that it needs no script: it opens and closes by touch, by Enter
and by Escape, and has its explanation as its description. The words of the text are the same with and without it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from meetings.documents.content import Block, ExplainedTerm, NumberedSection, Text
from meetings.terms.written import Finder
from rorikt.figures.values import Chart, Table
from rorikt.texts import richtext

# Where no button can stand, or none is wanted.
_CLOSED = frozenset(["a", "button", "caption", "figcaption", "mark", "summary", "th"]) | {f"h{n}" for n in range(1, 7)}
_CLOSED_CLASSES = frozenset(["figure", "notes-title"])
# What stands in them is one word with what is beside it.
_IN_A_WORD = frozenset(["a", "b", "button", "em", "i", "mark", "span", "strong", "sub", "sup"])
_APART = "\0"  # in no word, and in no text that XML can hold


@dataclass(frozen=True)
class _Piece:
    """The text of an element, or the one after it; without an element it parts words."""

    text: str
    holder: html.HtmlElement | None = None
    is_tail: bool = False
    is_open: bool = False


def texts_of(section: NumberedSection) -> Iterator[str]:
    """All that it says but its list of definitions."""
    yield section.title
    for block in section.blocks:
        yield from _texts_of_block(block)


def _texts_of_block(block: Block) -> Iterator[str]:
    match block:
        case Text(text):
            yield "".join(piece.text for element in richtext.elements(text) for piece in _paragraph(element))
        case Table():
            yield from (block.caption, block.note, block.unit_note)
            yield from (text for column in block.columns for text in (column.label, column.group))
            yield from (cell.text for row in (*block.rows, block.total) for cell in row)
        case Chart():
            yield block.title
            yield from (series.label for series in block.series)
            yield from _texts_of_block(block.table)


class Explainer:
    """Puts the buttons into the texts of a page, and remembers which explanations they need."""

    def __init__(self, terms: Sequence[ExplainedTerm]) -> None:
        self._terms, self._finder = terms, Finder(terms)
        self._marked: set[int] = set()

    def section(self) -> "SectionExplainer":
        return SectionExplainer(self._finder, self._marked)

    @property
    def explained(self) -> list[tuple[str, ExplainedTerm]]:
        """Those that have a button so far, each with the id of its explanation."""
        return [(explanation_id(number), self._terms[number]) for number in sorted(self._marked)]


class SectionExplainer:
    """Explains each term once in the texts that are given to it in their order."""

    def __init__(self, finder: Finder, marked: set[int]) -> None:
        self._finder, self._marked = finder, marked
        self._seen: set[int] = set()

    def explained(self, text: str) -> str:
        elements = richtext.elements(text)
        are_changed = [self._explain(element) for element in elements]
        return "".join(map(richtext.to_html, elements)) if any(are_changed) else text

    def _explain(self, element: html.HtmlElement) -> bool:
        """Whether it has got a button."""
        pieces = list(_paragraph(element))
        places: dict[int, list[tuple[int, int, int]]] = {}
        for use in self._finder.uses("".join(piece.text for piece in pieces)):
            if use.term not in self._seen and (place := _place(pieces, use.start, use.end)):
                number, start = place
                places.setdefault(number, []).append((start, start + use.end - use.start, use.term))
                self._seen.add(use.term)
        for number, uses in places.items():
            _put_buttons(pieces[number], uses)
        self._marked |= self._seen
        return bool(places)


def explanation_id(number: int) -> str:
    return f"forklaring-{number + 1}"


def _paragraph(element: html.HtmlElement) -> Iterator[_Piece]:
    yield from _pieces(element, is_open=True)
    yield _Piece(_APART)


def _pieces(element: html.HtmlElement, *, is_open: bool) -> Iterator[_Piece]:
    is_open = is_open and element.tag not in _CLOSED and element.get("class") not in _CLOSED_CLASSES
    yield _Piece(element.text or "", element, is_open=is_open)
    for child in element:
        is_apart = child.tag not in _IN_A_WORD or child.get("class") == "note"
        if is_apart:
            yield _Piece(_APART)
        yield from _pieces(child, is_open=is_open)
        if is_apart:
            yield _Piece(_APART)
        yield _Piece(child.tail or "", child, is_tail=True, is_open=is_open)


def _place(pieces: Iterable[_Piece], start: int, end: int) -> tuple[int, int] | None:
    """The number of the piece that holds all of it, and where in it; none where it is closed, or only a part of it."""
    for number, piece in enumerate(pieces):
        if start < len(piece.text):
            return (number, start) if piece.is_open and end <= len(piece.text) else None
        start, end = start - len(piece.text), end - len(piece.text)
    return None


def _put_buttons(piece: _Piece, uses: Sequence[tuple[int, int, int]]) -> None:
    """`uses` in their order: from, to, and the number of the term."""
    holder = piece.holder
    if holder is None:
        raise ValueError("what parts words holds no term")
    parent, place = (holder.getparent(), holder.getparent().index(holder) + 1) if piece.is_tail else (holder, 0)
    before = piece.text[: uses[0][0]]
    for (start, end, term), (following, *_) in zip(uses, [*uses[1:], (len(piece.text),)], strict=True):
        name = explanation_id(term)
        button = html.Element("button", {"type": "button", "class": "term", "popovertarget": name})
        button.set("aria-describedby", name)
        button.text, button.tail = piece.text[start:end], piece.text[end:following]
        parent.insert(place, button)
        place += 1
    if piece.is_tail:
        holder.tail = before
    else:
        holder.text = before
