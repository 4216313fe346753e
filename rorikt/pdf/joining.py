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
from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, Object, OutlineItem, Page, Pdf, String

from rorikt.pdf import bookmarks, pdf_standards, typeset
from rorikt.pdf.lettering import Lettering
from rorikt.pdf.pdf_standards import children
from rorikt.pdf.tags import TagTree, has_sound_keys

# What a link to a heading in another part is printed as.
ELSEWHERE = "https://document.invalid/"
# What a line of the contents is: it gets the number of the page that it leads to.
CONTENTS = "https://contents.invalid/"
# Where print.css would have put «Side 3 av 29»: its right end, and its base line above the foot of the page.
NUMBER_RIGHT, NUMBER_BASE, NUMBER_SIZE = 532.93, 35.63, 7.5
NUMBER_COLOUR = b"0.1333 0.1765 0.2 rg"
# Where the number of such a line stands: its right end at that of the line, its base line below the top of it.
CONTENTS_BASE, CONTENTS_SIZE = 10.8, 9.25
FOOTER = b"/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC"


@dataclass(frozen=True)
class Printed:
    """A part as it was printed. `depth` is how far down the outline its first line stands: 0 for a chapter."""

    title: str
    path: Path
    depth: int = 0


def join(
    title: str, language: str, parts: Sequence[Printed], margins: bytes, target: Path, labels: Sequence[str] = ()
) -> int:
    """Write the document and return its number of pages.

    `margins` has two pages, which are laid over the first page and over all others. `labels` are what its pages are
    called where it is part of a packet, which writes them itself; alone it numbers its pages from 1, at their foot.
    Raises ValueError if a link leads to no heading.
    """
    with ExitStack() as opened:
        sources = [opened.enter_context(pikepdf.open(part.path)) for part in parts]
        places = _places(sources)
        document = opened.enter_context(Pdf.new())
        document.Root.Lang = String(language)
        tags = TagTree(document)
        outline: list[OutlineItem] = []
        headings: dict[str, Array] = {}
        for part, source in zip(parts, sources, strict=True):
            _number_contents(source, {name: labels[page] if labels else str(page + 1) for name, page in places.items()})
            first = len(document.pages)
            lines = [bookmarks.outline_item(entry, first) for entry in bookmarks.outline_of(source)]
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
        _lay_margins(document, opened.enter_context(pikepdf.open(io.BytesIO(margins))), is_numbered=not labels)
        with document.open_outline() as written:
            written.root.extend(outline)
        pdf_standards.describe(document, title, level="A", accessible=True)
        typeset.save_to(document, target)
        return len(document.pages)


def _places(parts: Sequence[Pdf]) -> dict[str, int]:
    """The page, counted from 0 over all parts, of every named place."""
    found: dict[str, int] = {}
    first = 0
    for source in parts:
        found |= {name: first + page for name, page in bookmarks.named_pages(source).items()}
        first += len(source.pages)
    return found


def _number_contents(source: Pdf, numbers: Mapping[str, str]) -> None:
    """Write the page of each line of the contents at its end, as part of the link, so that it is read with it."""
    lettering: Lettering | None = None
    for page in source.pages:
        written = b""
        for link, anchor in bookmarks.links_on(page, CONTENTS):
            lettering = lettering or Lettering(source, 500)
            parents = NumberTree(source.Root.StructTreeRoot.ParentTree)
            marks, element = parents[int(page.obj.StructParents)], parents[int(link.StructParent)]
            right, top = max(map(float, link.Rect[::2])), max(map(float, link.Rect[1::2]))
            number = numbers[anchor]
            start = right - lettering.width(number, CONTENTS_SIZE)
            written += b"/Span <</MCID %d>> BDC q %s %s Q EMC\n" % (
                len(marks),
                NUMBER_COLOUR,
                lettering.write(page, number, CONTENTS_SIZE, start, top - CONTENTS_BASE),
            )
            element.K = Array([*children(element), len(marks)])
            marks.append(element)
        if written:
            page.contents_add(source.make_stream(b"\n" + written), prepend=False)


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
    named = bookmarks.named_destinations(source)
    return {
        name: Array([pages[numbers[target[0].objgen]].obj, Name.XYZ, *map(float, (target[2], target[3])), 0])
        for name, target in named.items()
    }


def _lead_links(document: Pdf, known: Mapping[str, Array]) -> None:
    for page in document.pages:
        for link, anchor in (*bookmarks.links_on(page, ELSEWHERE), *bookmarks.links_on(page, CONTENTS)):
            if anchor not in known:
                raise ValueError(f"{anchor!r} is no heading of the document")
            bookmarks.lead(link, String(anchor), pdf_standards.link_text(anchor))


def _lay_margins(document: Pdf, margins: Pdf, *, is_numbered: bool) -> None:
    lettering, count = Lettering(document, 500), len(document.pages)
    overlays: list[Object] = [document.copy_foreign(page.as_form_xobject()) for page in margins.pages]
    for number, page in enumerate(document.pages, 1):
        name = _name_drawing(page, overlays[min(number, len(overlays)) - 1])
        drawn = b"\n/Artifact <</Type/Pagination>> BDC q %s Do Q EMC" % name
        if is_numbered:
            text = f"Side {number} av {count}"
            start = NUMBER_RIGHT - lettering.width(text, NUMBER_SIZE)
            written = lettering.write(page, text, NUMBER_SIZE, start, NUMBER_BASE)
            drawn += b" %s q %s %s Q EMC" % (FOOTER, NUMBER_COLOUR, written)
        page.contents_add(document.make_stream(drawn), prepend=False)


def _name_drawing(page: Page, drawing: Object) -> bytes:
    drawings = page.obj.Resources.get(Name.XObject)
    if drawings is None:
        drawings = page.obj.Resources.XObject = Dictionary()
    name = f"/Margin{drawing.objgen[0]}"
    drawings[name] = drawing
    return name.encode()
