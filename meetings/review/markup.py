"""Pictures without a text, headings that skip a level, tables without heads, and links that lead nowhere."""

import re
from collections.abc import Callable, Iterator

from lxml import html

from meetings.claims.findings import Finding
from meetings.claims.grids import Place, finding_at
from meetings.claims.numbers import only, years
from meetings.claims.reading import Paper
from meetings.documents.content import Block, Text
from rorikt.texts import richtext

_HEADING = re.compile(r"h([1-6])")
OWN = 2  # the level of a section's own heading, as the headings of its text count
# A file's name, or what an office program calls a picture that nobody has described.
_NO_DESCRIPTION = re.compile(
    r"\S*\.(?:png|jpe?g|gif|svg|webp|bmp|emf|wmf|tiff?)"
    r"|(?:bilde|picture|image|graphic|grafikk|skjermbilde|logo|foto|diagram|figur)?[ _-]*\d+",
    re.IGNORECASE,
)


def findings(paper: Paper, is_page: Callable[[str], bool]) -> Iterator[Finding]:
    """`is_page` tells whether a path of the site leads to a page."""
    anchors = {section.anchor for section in paper.sections}
    for section in paper.sections:
        place, level = paper.place_of(section), OWN
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
                    elif node.tag == "table":
                        yield from _table(node, place)
    for section in paper.sections:
        yield from _links(section.blocks, paper.place_of(section), anchors, is_page)


def _heading(node: html.HtmlElement, level: int, before: int, place: Place) -> Iterator[Finding]:
    text = " ".join(node.text_content().split())
    if level > before + 1:
        says = f"Overskriften «{text}» hopper over et nivå. Velg nivået rett under overskriften før."
        yield finding_at(place, "heading", says, text, text)
    if not text:
        yield finding_at(place, "heading", "En overskrift er tom. Skriv den, eller ta den bort.", "", f"tom h{level}")


def _picture(node: html.HtmlElement, place: Place) -> Iterator[Finding]:
    """One with an empty text is there for the eye alone."""
    alternative, name = node.get("alt"), node.get("data-picture", "")
    captions = [" ".join(one.text_content().split()) for one in node.xpath("ancestor::figure/figcaption")]
    which = f"Bildet «{captions[0]}»" if captions else "Et bilde"
    if alternative is None:
        says = f"{which} mangler tekst for dem som ikke ser det. Skriv hva det viser, eller merk det som pynt."
        yield finding_at(place, "image", says, captions[0] if captions else "bilde", name)
    elif _NO_DESCRIPTION.fullmatch(alternative.strip()):
        says = f"{which} har «{alternative.strip()}» som tekst for dem som ikke ser det. Skriv hva bildet viser."
        yield finding_at(place, "image", says, alternative.strip(), name)


def _table(node: html.HtmlElement, place: Place) -> Iterator[Finding]:
    """The first row tells what stands in each column; a row of numbers, or an empty one, does not."""
    rows = list(node.iter("tr"))
    heads = [cell for cell in rows[0] if cell.tag == "th"] if rows else []
    said = [" ".join(cell.text_content().split()) for cell in heads]
    named = [text for text in said[1:] if text and not _is_figure(text)]
    if len(rows) < 2 or (named and len(said) > 1) or (len(rows[0]) == 1 and any(said)):
        return
    caption = " ".join(node.xpath("string(./caption)").split())
    name = f"Tabellen «{caption}»" if caption else "Tabellen"
    first = " – ".join(filter(None, said)) or " ".join(rows[0].text_content().split())
    says = f"{name} mangler overskrifter i første rad{f', der det står «{first}»' if first else ''}. Legg til en rad "
    yield finding_at(place, "heading", f"{says}som sier hva kolonnene viser.", first, node.text_content())


def _is_figure(text: str) -> bool:
    """A number that is no year."""
    found = only(text)
    return found is not None and not years(text)


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
