"""Pictures without a text, headings that skip a level, and links that lead nowhere."""

import re
from collections.abc import Callable, Iterator

from lxml import html

from meetings.claims.findings import Finding
from meetings.claims.grids import Place, finding_at
from meetings.claims.reading import Paper
from meetings.documents.content import Block, Text
from rorikt.texts import richtext

_HEADING = re.compile(r"h([1-6])")


def findings(paper: Paper, is_page: Callable[[str], bool]) -> Iterator[Finding]:
    """`is_page` tells whether a path of the site leads to a page."""
    anchors = {section.anchor for section in paper.sections}
    for section in paper.sections:
        place, level = paper.place_of(section), 0
        for block in section.blocks:
            if not isinstance(block, Text):
                continue
            for element in richtext.elements(block.html):
                for node in element.iter():
                    if not isinstance(node.tag, str):
                        continue
                    anchors |= {node.get("id")} if node.get("id") else set()
                    if found := _HEADING.fullmatch(node.tag):
                        yield from _heading(node, int(found[1]), level, place)
                        level = int(found[1])
                    elif node.tag == "img":
                        yield from _picture(node, place)
    for section in paper.sections:
        yield from _links(section.blocks, paper.place_of(section), anchors, is_page)


def _heading(node: html.HtmlElement, level: int, before: int, place: Place) -> Iterator[Finding]:
    text = " ".join(node.text_content().split())
    if before and level > before + 1:
        says = f"Overskriften «{text}» hopper over et nivå. Velg nivået rett under overskriften før."
        yield finding_at(place, "heading", says, text, text)
    if not text:
        yield finding_at(place, "heading", "En overskrift er tom. Skriv den, eller ta den bort.", "", f"tom h{level}")


def _picture(node: html.HtmlElement, place: Place) -> Iterator[Finding]:
    is_decoration = node.get("role") in {"presentation", "none"} or any(
        name.startswith("data-") and ("pynt" in name or "decorat" in name) for name in node.attrib
    )
    if not (node.get("alt") or "").strip() and not is_decoration:
        name = (node.get("src") or "").rsplit("/", 1)[-1]
        says = "Et bilde mangler tekst for dem som ikke ser det. Skriv hva det viser, eller merk det som pynt."
        yield finding_at(place, "image", says, name, node.get("src") or "")


def _links(
    blocks: tuple[Block, ...], place: Place, anchors: set[str], is_page: Callable[[str], bool]
) -> Iterator[Finding]:
    for block in blocks:
        if not isinstance(block, Text) or "<a" not in block.html:
            continue
        for element in richtext.elements(block.html):
            for link in element.iter("a"):
                if "figure" in link.get("class", "").split() or link.get("href") is None:
                    continue
                address, text = link.get("href").strip(), " ".join(link.text_content().split())
                if not _leads_somewhere(address, anchors, is_page):
                    says = f"Lenken «{text or address}» leder ingen steder: {address or 'den er tom'}. Rett den."
                    yield finding_at(place, "link", says, text or address, element.text_content(), (address,))


def _leads_somewhere(address: str, anchors: set[str], is_page: Callable[[str], bool]) -> bool:
    """Other sites are not asked."""
    if address.startswith("#"):
        return address[1:] in anchors
    if address.startswith("/") and not address.startswith("//"):
        return is_page(address)
    return bool(re.match(r"(?:https?://[^/\s]+\.[^/\s]+|mailto:[^@\s]+@\S+|tel:\S+)", address))
