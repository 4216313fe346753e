"""A composed paper as the checks read it: its passages of text, its tables, and the figures that are known for it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import html

from meetings.claims.findings import Finding
from meetings.claims.grids import NOWHERE, Grid, Place, finding_at, grid_of, listed_grid, typed_grid
from meetings.claims.numbers import Number, numbers
from meetings.documents.content import Content, Definitions, NumberedSection, Text
from rorikt.figures.values import Chart, Figure, Table
from rorikt.texts import richtext

_LEAVES = ("p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "td", "th")
SENTENCE = 40  # characters of a cell that says more than a number or a name
_HOLDERS = frozenset({*_LEAVES, "ul", "ol", "table", "div", "section", "figure"})


@dataclass(frozen=True)
class Passage:
    """A paragraph or a point of a list. `bound` are the spans of its text that tokens printed, with their keys."""

    place: Place
    text: str
    bound: tuple[tuple[int, int, str], ...] = ()

    @cached_property
    def typed(self) -> tuple[Number, ...]:
        """The numbers that somebody wrote."""
        return tuple(number for number in self.all_numbers if not self._is_bound(number))

    @cached_property
    def all_numbers(self) -> tuple[Number, ...]:
        return tuple(numbers(self.text))

    def _is_bound(self, number: Number) -> bool:
        return any(start < number.end and number.start < end for start, end, _ in self.bound)

    def finding(self, check: str, says: str, quote: str = "", values: Iterable[str] = (), source: str = "") -> Finding:
        return finding_at(self.place, check, says, quote, self.text, values, source)


@dataclass(frozen=True)
class Paper:
    """`offered` is what its own parameters give besides what it prints; `terms` are those that are explained, and
    `names` are written in capitals and explain themselves."""

    sections: tuple[NumberedSection, ...]
    passages: tuple[Passage, ...]
    grids: tuple[Grid, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    offered: tuple[Figure | Grid, ...] = ()
    terms: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def place_of(self, section: NumberedSection) -> Place:
        return place_in(self.sections, section)


def read(
    content: Content,
    *,
    offered: Iterable[Figure | Table | Chart] = (),
    terms: Collection[str] = (),
    names: Collection[str] = (),
) -> Paper:
    """What `compose` made of a document."""
    passages: list[Passage] = []
    grids: list[Grid] = []
    explained = set(terms)
    for section in content.sections:
        place = place_in(content.sections, section)
        for block in section.blocks:
            match block:
                case Text(text):
                    for found in _read_text(text, place, passages):
                        if isinstance(found, Grid):
                            grids.append(found)
                        else:
                            passages.append(found)
                case Table():
                    grids.append(grid_of(block, place))
                case Chart():
                    grids.append(grid_of(block.table, place))
                case Definitions(items):
                    explained |= {term.term for term in items}
    others = tuple(one if isinstance(one, Figure) else grid_of(_table(one), NOWHERE) for one in offered)
    figures = {figure.key: figure for figure in content.figures}
    return Paper(
        content.sections, tuple(passages), tuple(grids), figures, others, frozenset(explained), frozenset(names)
    )


def place_in(sections: Iterable[NumberedSection], section: NumberedSection) -> Place:
    above = [one for one in sections if section.number.startswith(f"{one.number}.")]
    titles = (section.title, *(one.title for one in reversed(above)))
    return Place(section.number, section.title, section.anchor, titles)


def _table(shown: Table | Chart) -> Table:
    return shown.table if isinstance(shown, Chart) else shown


def _read_text(text: str, place: Place, before: list[Passage]) -> Iterator[Passage | Grid]:
    last = before[-1].text if before and before[-1].place == place else ""
    for element in richtext.elements(text):
        if element.tag in {"ul", "ol"} and (grid := listed_grid(element, place, last)):
            yield grid
        for leaf in _leaves(element):
            if leaf.tag == "table":
                yield from _said_in(leaf, place)
                yield typed_grid(leaf, place, last)
                continue
            passage = _passage(leaf, place)
            last = passage.text or last
            notes = (_passage(note, place) for note in leaf.iter("small"))
            yield from (one for one in (passage, *notes) if one.text)


def _said_in(table: html.HtmlElement, place: Place) -> Iterator[Passage]:
    """The sentences of a table: its caption, long cells, and the notes of its cells."""
    for element in table.iter("caption", "td", "th", "small"):
        passage = _passage(element, place)
        if len(passage.text) >= SENTENCE or (element.tag in {"caption", "small"} and passage.text):
            yield passage


def _leaves(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements that hold words, in order, tables whole."""
    inner = [child for child in element if child.tag in _HOLDERS]
    if element.tag == "table" or not inner:
        yield element
        return
    if element.tag in _LEAVES:
        yield _own_words(element)
    for child in inner:
        yield from _leaves(child)


def _own_words(element: html.HtmlElement) -> html.HtmlElement:
    """A point without the points below it."""
    own = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for child in list(own):
        if child.tag in _HOLDERS:
            child.drop_tree()
    return own


def _passage(element: html.HtmlElement, place: Place) -> Passage:
    text, bound = "", []
    for piece, key in _pieces(element, None):
        words = re.sub(r"[ \t\r\n]+", " ", piece)
        if text.endswith(" ") or not text:
            words = words.lstrip(" ")
        if key:
            bound.append((len(text), len(text) + len(words), key))
        text += words
    return Passage(place, text.rstrip(), tuple(bound))


def _pieces(element: html.HtmlElement, key: str | None) -> Iterator[tuple[str, str | None]]:
    """Without the notes that stand in it, which are read by themselves."""
    key = element.get("data-figure") or key
    if element.tag == "br":
        yield " ", None
    if element.text:
        yield element.text, key
    for child in element:
        if isinstance(child.tag, str) and child.tag != "small":
            yield from _pieces(child, key)
        if child.tail:
            yield child.tail, key
