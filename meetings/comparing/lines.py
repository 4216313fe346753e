"""The lines of a text as they are compared: its paragraphs, points, headings and rows."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import html

from rorikt.texts import richtext

KINDS = {"p": "p", "li": "li", **{f"h{level}": "h" for level in range(1, 7)}}
SPACED = ("br", "p", "li")  # what a cell says in several lines
HASH = 8  # letters of a hash that are shown
BLOCKS = {*KINDS, "ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "caption", "figure", "figcaption", "blockquote"}


@dataclass(frozen=True)
class Line:
    """`kind` is «p», «li», «h» or «tr»; the cells of a row are set apart by a bar."""

    kind: str
    text: str


def lines_of(text: str) -> list[Line]:
    """In reading order; those that say nothing are left out."""
    return [line for element in richtext.elements(text) for line in _lines(element, "p") if line.text]


def _lines(element: html.HtmlElement, around: str) -> Iterator[Line]:
    """What an element says itself, and then the paragraphs and lists in it. A paragraph of a point is a point."""
    if element.tag == "tr":
        yield Line("tr", " | ".join(_said(cell) for cell in element))
        return
    kind = "li" if around == "li" else KINDS.get(str(element.tag), around)
    own = deepcopy(element)
    for block in [child for child in own if child.tag in BLOCKS]:
        block.drop_tree()
    yield Line(kind, _said(own))
    for child in element:
        if child.tag in BLOCKS:
            yield from _lines(child, kind)


def _said(element: html.HtmlElement) -> str:
    """With its notes and pictures where they stand, each in brackets."""
    own = deepcopy(element)
    for note in list(own.iter("small")):
        note.text, note.tail = f" [note: {note.text or ''}", f"{'' if len(note) else ']'}{note.tail or ''}"
        if len(note):
            note[-1].tail = f"{note[-1].tail or ''}]"
    for picture in list(own.iter("img")):
        picture.tail = f" {_picture(picture)} {picture.tail or ''}"
    for block in own.iter(*SPACED):
        block.tail = f" {block.tail or ''}"
    return " ".join(word for word in _text(own).split(" ") if word)


def _picture(picture: html.HtmlElement) -> str:
    """By its hash too: another picture that is described in the same way is another one."""
    told, sha256 = picture.get("alt"), picture.get("data-picture", "")[:HASH]
    said = "uten beskrivelse" if told is None else told or "for øyet alene"
    return f"[bilde{f' {sha256}' if sha256 else ''}: {said}]"


def _text(element: html.HtmlElement) -> str:
    """The spaces in a number stay what they are."""
    text: str = element.text_content()
    return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
