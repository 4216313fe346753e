"""Bookmarks and links of a safe copy: they lead to the pages that they led to in the original."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Dictionary, Name, Object, OutlineStructureError, Pdf

from rorikt.pdf import bookmarks
from rorikt.pdf.bookmarks import OutlineEntry
from rorikt.pdf.tags import BROKEN
from rorikt.safe_pdf import annotations


def outline_items(outline: Object | None) -> Iterator[Object]:
    """Every line of the outline once, also where it leads back to itself."""
    waiting = [outline.get(Name.First)] if isinstance(outline, Dictionary) else []
    seen: set[Any] = set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, Dictionary) and item.objgen not in seen:
            seen.add(item.objgen)
            yield item
            waiting += [item.get(Name.First), item.get(Name.Next)]


def read_outline(pdf: Pdf, done: list[str]) -> tuple[OutlineEntry, ...]:
    """An outline that cannot be read would stop the packet it is put into."""
    for item in outline_items(pdf.Root.get(Name.Outlines)):
        target = item.get(Name.Dest)
        if isinstance(target, Dictionary):
            del item.Dest
            if Name.D in target:
                item.Dest = target.D
    try:
        return bookmarks.outline_of(pdf)
    except (OutlineStructureError, *BROKEN):
        done.append("Bokmerkene i filen er skadet, og er fjernet.")
        return ()


def write_outline(pdf: Pdf, outline: tuple[OutlineEntry, ...]) -> None:
    """Lines that lead to pages, as they did in the original: names and page numbers mean nothing in a packet, and
    redrawing loses them."""
    if Name.Outlines in pdf.Root:
        del pdf.Root.Outlines
    if outline:
        with pdf.open_outline() as lines:
            lines.root.extend(bookmarks.outline_item(entry, 0) for entry in outline)


def lead_links(pdf: Pdf) -> None:
    """Links that lead to a page by a name or a number get the page itself, for the same reason."""
    try:
        find = bookmarks.finder(pdf)
    except BROKEN:
        return
    for page in pdf.pages:
        for link in annotations.of(page):
            action = link.get(Name.A)
            target = link.get(Name.Dest)
            if isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
                target = action.get(Name.D)
            place = find(target)
            if place is not None:
                link.Dest = place
                if Name.A in link:
                    del link[Name.A]
