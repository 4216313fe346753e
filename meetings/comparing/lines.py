"""The lines of a text as they are compared: its paragraphs, points, headings and rows."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import html

from rorikt.texts import richtext

KINDS = {"p": "p", "li": "li", **{f"h{level}": "h" for level in range(1, 7)}}
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
    """With what stands for a picture."""
    pictures = [f"[bilde: {picture.get('alt')}]" for picture in element.iter("img") if picture.get("alt")]
    return " ".join(word for word in " ".join([_text(element), *pictures]).split(" ") if word)


def _text(element: html.HtmlElement) -> str:
    """The spaces in a number stay what they are."""
    for end in element.iter("br"):
        end.tail = f" {end.tail or ''}"
    text: str = element.text_content()
    return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
