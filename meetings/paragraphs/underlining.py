"""Words of a paragraph set in `<mark>`, wherever they stand in its bold text and its links."""

from collections.abc import Iterable, Mapping

from lxml import etree
from lxml import html as lxml_html

from rorikt.texts import richtext

Piece = tuple[etree._Element, bool, str]  # where a run of text hangs, whether it is a tail, and the text


def underlined(html: str, quotes: Mapping[str, Iterable[str]]) -> str:
    """The text with the quotes marked in the blocks of these names. Words that are not there, mark nothing."""
    if not any(f'data-id="{name}"' in html for name in quotes):
        return html
    whole = lxml_html.fragment_fromstring(html, create_parent="div")
    for block in whole:
        for quote in quotes.get(block.get("data-id", ""), ()):
            _mark(block, quote)
    return "".join(richtext.to_html(element) for element in whole)


def _mark(block: etree._Element, quote: str) -> None:
    """The first place where the words stand, whatever space there is between them."""
    pieces = list(_pieces(block))
    said, places = "", list[tuple[int, int]]()  # each character of the words with the piece and the offset it is at
    for number, (_, _, text) in enumerate(pieces):
        for offset, sign in enumerate(text):
            if sign.isspace() and (not said or said[-1] == " "):
                continue
            said += " " if sign.isspace() else sign
            places.append((number, offset))
    wanted = " ".join(quote.split())
    start = said.find(wanted) if wanted else -1
    if start < 0:
        return
    by_piece: dict[int, list[int]] = {}
    for number, offset in places[start : start + len(wanted)]:
        by_piece.setdefault(number, []).append(offset)
    for number, offsets in sorted(by_piece.items(), reverse=True):
        _wrap(pieces[number], offsets[0], offsets[-1] + 1)


def _pieces(element: etree._Element) -> Iterable[Piece]:
    if element.text:
        yield element, False, element.text
    for child in element:
        yield from _pieces(child)
        if child.tail:
            yield child, True, child.tail


def _wrap(piece: Piece, start: int, end: int) -> None:
    element, is_tail, text = piece
    mark = lxml_html.Element("mark")
    mark.set("class", "underlined")
    mark.text, mark.tail = text[start:end], text[end:]
    if is_tail:
        element.tail = text[:start]
        element.addnext(mark)
        mark.tail = text[end:]
    else:
        element.text = text[:start]
        element.insert(0, mark)
