"""The outline of a PDF, and the places in it that are called by a name or a number.

Knows nothing of printing, so that limited processes can use it at little cost.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, OutlineItem, Page, Pdf, String


@dataclass(frozen=True)
class OutlineEntry:
    """One line of a PDF's outline. `page` counts from 1, and is `None` where the line leads nowhere;
    `top` is how far up the page it leads, in points."""

    title: str
    page: int | None
    children: tuple["OutlineEntry", ...] = ()
    top: float | None = None


def outline(data: bytes) -> tuple[OutlineEntry, ...]:
    """The outline of a PDF, also where its lines lead to named places."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return outline_of(pdf)


def outline_of(pdf: Pdf) -> tuple[OutlineEntry, ...]:
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    find = finder(pdf)

    def entry(item: OutlineItem) -> OutlineEntry:
        target: Any = item.destination
        if target is None and item.action is not None:
            target = item.action.get(Name.D)
        kids = tuple(entry(child) for child in item.children)
        place = find(target)
        if place is None:
            return OutlineEntry(str(item.title), None, kids)
        is_placed = len(place) > 3 and place[1] == Name.XYZ and isinstance(place[3], int | float | Decimal)
        return OutlineEntry(str(item.title), numbers.get(place[0].objgen), kids, float(place[3]) if is_placed else None)

    with pdf.open_outline() as lines:
        return tuple(entry(item) for item in lines.root)


def outline_item(entry: OutlineEntry, first: int) -> OutlineItem:
    """A line of a part's outline where the part begins after `first` pages."""
    if entry.page is None:
        item = OutlineItem(entry.title)
    elif entry.top is None:
        item = OutlineItem(entry.title, first + entry.page - 1)
    else:
        item = OutlineItem(entry.title, first + entry.page - 1, "XYZ", top=entry.top)
    item.children.extend(outline_item(child, first) for child in entry.children)
    item.is_closed = bool(entry.children)
    return item


def finder(pdf: Pdf) -> Callable[[Any], Array | None]:
    """Answers with the place that a link or a line of the outline leads to: an array that begins with the page.

    Some programs write the number of the page in its stead, which is meant for other files, and all viewers follow it.
    """
    pages, named = list(pdf.pages), named_destinations(pdf)
    known = {page.objgen for page in pages}

    def find(target: Any) -> Array | None:
        if isinstance(target, String | str | Name):
            target = named.get(str(target))
        if isinstance(target, Dictionary):
            target = target.get(Name.D)
        if not isinstance(target, Array) or not len(target):
            return None
        page: Any = target[0]
        if isinstance(page, int) and 0 <= page < len(pages):
            return Array([pages[page].obj, *list(target)[1:]])
        return target if isinstance(page, Dictionary) and page.objgen in known else None

    return find


def named_destinations(pdf: Pdf) -> Mapping[str, Object]:
    """What each name leads to: an array that begins with the page. Old files have a dictionary of them in the root,
    whose names begin with a slash (ISO 32000-1, 12.3.2.3)."""
    old, names = pdf.Root.get(Name.Dests), pdf.Root.get(Name.Names)
    found: list[tuple[Any, Object]] = list(old.items()) if isinstance(old, Dictionary) else []
    if isinstance(names, Dictionary) and Name.Dests in names:
        found += NameTree(names.Dests).items()
    return {str(name): target.D if isinstance(target, Dictionary) else target for name, target in found}


def named_pages(pdf: Pdf) -> dict[str, int]:
    """The page, counted from 0, of every named place of a file that we have printed."""
    numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages)}
    return {name: numbers[target[0].objgen] for name, target in named_destinations(pdf).items()}


def lead(link: Any, place: Object, text: str) -> None:
    """Turn a link out of the file into one to `place` in it; `text` is what is read aloud."""
    del link[Name.A]
    link.Dest = place
    link.Contents = String(text)


def links_on(page: Page, prefix: str) -> list[tuple[Any, str]]:
    """Every link to an address that begins so, with the rest of the address. They wait for a place in the file."""
    found = []
    for annotation in page.obj.get(Name.Annots, Array()):
        action = annotation.get(Name.A)
        address = str(action.get(Name.URI, "")) if isinstance(action, Dictionary) else ""
        if address.startswith(prefix):
            found.append((annotation, address.removeprefix(prefix)))
    return found
