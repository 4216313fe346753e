"""A document out of the parts it was printed in: pages, tags, outline, links between parts, margins and page numbers.

Knows neither Django nor the database, so that it can be done by a print worker.
"""

import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, OutlineItem, Page, Pdf, String

from rorikt.pdf import pdf_standards, typeset
from rorikt.pdf.lettering import Lettering
from rorikt.pdf.tags import TagTree, has_sound_keys
from rorikt.pdf.typeset import OutlineEntry

# What a link to a heading in another part is printed as.
ELSEWHERE = "https://document.invalid/"
# Where print.css would have put «Side 3 av 29»: its right end, and its base line above the foot of the page.
NUMBER_RIGHT, NUMBER_BASE, NUMBER_SIZE = 532.93, 35.63, 7.5
NUMBER_COLOUR = b"0.1333 0.1765 0.2 rg"
FOOTER = b"/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC"


@dataclass(frozen=True)
class Printed:
    """A part as it was printed. `depth` is how far down the outline its first line stands: 0 for a chapter."""

    title: str
    path: Path
    depth: int = 0


def places(parts: Sequence[Path]) -> tuple[list[int], dict[str, int]]:
    """How many pages each part has, and the page, counted from 1 over all of them, of every named place."""
    counts: list[int] = []
    found: dict[str, int] = {}
    for path in parts:
        with pikepdf.open(path) as source:
            numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(source.pages, sum(counts) + 1)}
            found.update(
                {name: numbers[target[0].objgen] for name, target in typeset.named_destinations(source).items()}
            )
            counts.append(len(source.pages))
    return counts, found


def join(title: str, language: str, parts: Sequence[Printed], margins: bytes, target: Path) -> int:
    """Write the document and return its number of pages.

    `margins` has two pages, which are laid over the first page and over all others. Raises ValueError if a link leads
    to no heading.
    """
    with ExitStack() as opened:
        document = opened.enter_context(Pdf.new())
        document.Root.Lang = String(language)
        tags = TagTree(document)
        outline: list[OutlineItem] = []
        headings: dict[str, Array] = {}
        for part in parts:
            source = opened.enter_context(pikepdf.open(part.path))
            first = len(document.pages)
            lines = [outline_item(entry, first) for entry in typeset.outline_of(source)]
            document.add_pages_from(source)
            pages = list(document.pages[first:])
            tags.graft(tags.add_part(part.title), source, pages)
            headings |= _headings(source, pages)
            _hang(outline, lines, part.depth)
            if Name.OutputIntents not in document.Root:
                intent = source.make_indirect(source.Root.OutputIntents[0])
                document.Root.OutputIntents = Array([document.copy_foreign(intent)])
        tags.finish()
        if not has_sound_keys(document):
            raise ValueError(f"the tags of {title!r} are not sound")
        names = NameTree.new(document)
        for name in sorted(headings):
            names[name] = headings[name]
        document.Root.Names = Dictionary(Dests=names.obj)
        _lead_links(document, headings)
        _lay_margins(document, opened.enter_context(pikepdf.open(io.BytesIO(margins))))
        with document.open_outline() as written:
            written.root.extend(outline)
        pdf_standards.describe(document, title, level="A", accessible=True)
        typeset.save_to(document, target)
        return len(document.pages)


def outline_item(entry: OutlineEntry, first: int) -> OutlineItem:
    """A line of a part's outline where the part begins after `first` pages."""
    page = first + (entry.page or 1) - 1
    item = OutlineItem(entry.title, page) if entry.top is None else OutlineItem(entry.title, page, "XYZ", top=entry.top)
    item.children.extend(outline_item(child, first) for child in entry.children)
    item.is_closed = bool(entry.children)
    return item


def _hang(outline: list[OutlineItem], lines: list[OutlineItem], depth: int) -> None:
    level = outline
    for _ in range(depth):
        if not level:
            break
        level[-1].is_closed = True
        level = level[-1].children
    level.extend(lines)


def _headings(source: Pdf, pages: Sequence[Page]) -> dict[str, Array]:
    """The named places of a part, on its copied pages; pikepdf brings only those along that are linked to."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(source.pages)}
    named = typeset.named_destinations(source)
    return {
        name: Array([pages[numbers[target[0].objgen]].obj, Name.XYZ, *map(float, (target[2], target[3])), 0])
        for name, target in named.items()
    }


def _lead_links(document: Pdf, known: Mapping[str, Array]) -> None:
    for link, anchor in typeset.links_to(document, ELSEWHERE):
        if anchor not in known:
            raise ValueError(f"{anchor!r} is no heading of the document")
        typeset.lead(link, String(anchor), pdf_standards.link_text(anchor))


def _lay_margins(document: Pdf, margins: Pdf) -> None:
    lettering, count = Lettering(document, 500), len(document.pages)
    overlays: list[Object] = [document.copy_foreign(page.as_form_xobject()) for page in margins.pages]
    for number, page in enumerate(document.pages, 1):
        name = _name_drawing(page, overlays[min(number, len(overlays)) - 1])
        text = f"Side {number} av {count}"
        start = NUMBER_RIGHT - lettering.width(text, NUMBER_SIZE)
        written = lettering.write(page, text, NUMBER_SIZE, start, NUMBER_BASE)
        page.contents_add(
            document.make_stream(
                b"\n/Artifact <</Type/Pagination>> BDC q %s Do Q EMC %s q %s %s Q EMC"
                % (name, FOOTER, NUMBER_COLOUR, written)
            ),
            prepend=False,
        )


def _name_drawing(page: Page, drawing: Object) -> bytes:
    drawings = page.obj.Resources.get(Name.XObject)
    if drawings is None:
        drawings = page.obj.Resources.XObject = Dictionary()
    name = f"/Margin{drawing.objgen[0]}"
    drawings[name] = drawing
    return name.encode()
