"""The packet of a meeting: agenda, the page of each case, its papers and attachments, joined into one PDF.

Knows nothing of the database. The agenda needs page numbers, and its own length moves them, so it is printed by a
callback when they are known, and again if it turned out longer or shorter than thought.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pikepdf
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf, String

from rorikt import pdf, pdf_standards
from rorikt.tag_tree import TagTree, is_tagged

# What a link to a part is printed as, until the page it leads to is known.
LINK = "https://packet.invalid/"
MARGIN_TOP, MARGIN_RIGHT = 22.0, 28.0
MOST_AGENDA_ROUNDS = 5
_HARMFUL = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/RichMediaExecute",
}


@dataclass(frozen=True)
class Part:
    """One PDF of the packet and what stands under it in the outline. `key` is its own in the whole packet."""

    key: str
    title: str
    data: bytes
    children: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a part begins, counted from 1, and how long it is without its children."""

    page: int
    page_count: int


@dataclass(frozen=True)
class Assembled:
    """`is_archival` is PDF/A-2a, `is_accessible` PDF/UA-1: claimed only when every part claims it too."""

    data: bytes
    page_count: int
    places: Mapping[str, Place]
    is_archival: bool
    is_accessible: bool


Places = Mapping[str, Place]


def link(key: str) -> str:
    """The address that the agenda and the case pages link to the part with."""
    return LINK + key


def assemble(
    parts: tuple[Part, ...],
    render_agenda: Callable[[Places], bytes],
    *,
    title: str,
    agenda_title: str = "Saksliste",
    language: str = "nb",
) -> Assembled:
    """One PDF with nested outline, links that lead where they say, «Side N» on each page, and the tags of its parts.

    Raises ValidationError if a part is no PDF any more, ValueError if a link leads to no part.
    """
    keys = [part.key for part in _flat(parts)]
    if len(keys) != len(set(keys)):
        raise ValueError(f"keys of parts are not unique: {keys}")
    with ExitStack() as opened:
        sources = {part.key: opened.enter_context(_open(part)) for part in _flat(parts)}
        agenda, places = _print_agenda(parts, sources, render_agenda)
        agenda_source = opened.enter_context(pikepdf.open(io.BytesIO(agenda)))
        packet = opened.enter_context(Pdf.new())
        packet.Root.Lang = String(language)
        tags = TagTree(packet)
        outline = [_add(packet, tags, Part("", agenda_title, agenda), {"": agenda_source})]
        outline += [_add(packet, tags, part, sources) for part in parts]
        tags.finish()
        _lead_links(packet, places)
        _stamp(packet)
        with packet.open_outline() as lines:
            lines.root.extend(outline)
        packet.Root.PageMode = Name.UseOutlines
        if Name.OutputIntents in agenda_source.Root:
            intent = agenda_source.make_indirect(agenda_source.Root.OutputIntents[0])
            packet.Root.OutputIntents = Array([packet.copy_foreign(intent)])
        claims = [pdf_standards.claims(source) for source in (agenda_source, *sources.values())]
        is_archival = tags.is_whole and all(archival for archival, _ in claims)
        is_accessible = tags.is_whole and all(accessible for _, accessible in claims)
        pdf_standards.describe(packet, title, archival=is_archival, accessible=is_accessible)
        return Assembled(pdf.save(packet), len(packet.pages), places, is_archival, is_accessible)


def rehearse(source: Pdf) -> None:
    """Do with an attachment all that a packet will do with it. Raises one of `tag_tree.BROKEN` if it cannot be done."""
    with Pdf.new() as packet, pikepdf.open(io.BytesIO(pdf.labels(["Side 1"]))) as labels:
        tags = TagTree(packet)
        pdf_standards.claims(source)
        _add(packet, tags, Part("", "Vedlegg", b""), {"": source})
        tags.finish()
        _lead_links(packet, {})
        for page in packet.pages:
            _stamp_page(packet, page, labels.pages[0])
        pdf.save(packet)


def _flat(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _flat(part.children)


def _open(part: Part) -> Pdf:
    try:
        return pikepdf.open(io.BytesIO(part.data))
    except pikepdf.PdfError as error:
        raise ValidationError(f"«{part.title}» kan ikke åpnes som PDF. Last filen opp på nytt.") from error


def _print_agenda(
    parts: tuple[Part, ...], sources: Mapping[str, Pdf], render_agenda: Callable[[Places], bytes]
) -> tuple[bytes, Places]:
    """The agenda with the page numbers that its own length gives."""
    length = 1
    for _ in range(MOST_AGENDA_ROUNDS):
        places = _places(parts, sources, first=length + 1)
        agenda = render_agenda(places)
        if pdf.page_count(agenda) == length:
            return agenda, places
        length = pdf.page_count(agenda)
    raise ValueError(f"the agenda's length did not settle in {MOST_AGENDA_ROUNDS} rounds")


def _places(parts: tuple[Part, ...], sources: Mapping[str, Pdf], first: int) -> Places:
    places = {}
    for part in _flat(parts):
        count = len(sources[part.key].pages)
        places[part.key] = Place(first, count)
        first += count
    return places


def _add(
    packet: Pdf, tags: TagTree, part: Part, sources: Mapping[str, Pdf], under: Object | None = None
) -> OutlineItem:
    """Put the part and its children last, and return its line in the outline."""
    source = sources[part.key]
    first = len(packet.pages)
    if Name.AcroForm in source.Root:
        source.generate_appearance_streams()
        source.flatten_annotations("all")
    entries = pdf.outline_of(source)
    packet.add_pages_from(source, forms="strip")
    pages = list(packet.pages[first:])
    for page in pages:
        _disarm(page)
    element = tags.add_part(part.title, under)
    if is_tagged(source) and Name.AcroForm not in source.Root:
        tags.graft(element, source, pages)
        for page in pages:
            _balance(packet, page)
    else:
        tags.tag_coarsely(element, pages, part.title)
    line = OutlineItem(part.title, first, "Fit")
    line.children.extend(_outline_item(entry, first) for entry in entries)
    line.children.extend(_add(packet, tags, child, sources, element) for child in part.children)
    line.is_closed = bool(entries)
    return line


def _outline_item(entry: pdf.Entry, first: int) -> OutlineItem:
    page = first + (entry.page or 1) - 1
    item = OutlineItem(entry.title, page) if entry.top is None else OutlineItem(entry.title, page, "XYZ", top=entry.top)
    item.children.extend(_outline_item(child, first) for child in entry.children)
    item.is_closed = True
    return item


def _disarm(page: Page) -> None:
    """Nothing in a packet runs programs, opens other files or sends anything anywhere."""
    for holder in (page.obj, *page.obj.get(Name.Annots, Array())):
        if Name.AA in holder:
            del holder[Name.AA]
        action = holder.get(Name.A)
        if isinstance(action, Dictionary) and str(action.get(Name.S)) in _HARMFUL:
            del holder[Name.A]


def _balance(packet: Pdf, page: Page) -> None:
    """Close what a tagged page leaves open, so that the stamp stands upright whatever stood before it."""
    depth = 0
    for instruction in pikepdf.parse_content_stream(page, operators="q Q"):
        depth = max(depth + (1 if str(instruction.operator) == "q" else -1), 0)
    page.contents_add(packet.make_stream(b"q\n"), prepend=True)
    page.contents_add(packet.make_stream(b"\n" + b"Q " * (depth + 1)), prepend=False)


def _lead_links(packet: Pdf, places: Places) -> None:
    """Turn links to parts into links to pages; raises ValueError on a link to a part that is not there."""
    for page in packet.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            action = annotation.get(Name.A)
            address = str(action.get(Name.URI, "")) if isinstance(action, Dictionary) else ""
            if not address.startswith(LINK):
                continue
            place = places.get(address.removeprefix(LINK))
            if place is None:
                raise ValueError(f"{address} leads to no part of the packet")
            del annotation[Name.A]
            annotation.Dest = Array([packet.pages[place.page - 1].obj, Name.Fit])
            annotation.Contents = String(f"Gå til side {place.page} i møtepakken")


def _stamp(packet: Pdf) -> None:
    """«Side N» in the upper right corner, where the papers' own numbers never stand, as seen on the turned page."""
    with pikepdf.open(io.BytesIO(pdf.labels(f"Side {number}" for number in range(1, len(packet.pages) + 1)))) as labels:
        for page, label in zip(packet.pages, labels.pages, strict=True):
            _stamp_page(packet, page, label)


def _stamp_page(packet: Pdf, page: Page, label: Page) -> None:
    # Copies, since the pages of a paper share their resources, and each page has a label of its own.
    resources = Dictionary(dict(page.resources))
    drawings = Dictionary(dict(resources.get(Name.XObject) or {}))
    drawings.PacketPage = packet.copy_foreign(label.as_form_xobject())
    resources.XObject = drawings
    page.obj.Resources = resources
    artifact = b"/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]>> BDC"
    matrix = " ".join(f"{number:.4f}" for number in _upper_right(page, label)).encode()
    page.contents_add(packet.make_stream(b"\n%s q %s cm /PacketPage Do Q EMC" % (artifact, matrix)), prepend=False)


def _upper_right(page: Page, label: Page) -> tuple[float, ...]:
    """The matrix that puts the label in the corner which is the upper right one once the page is turned."""
    x0, y0, x1, y1 = _box(page.cropbox)
    _, _, width, height = _box(label.mediabox)
    scale = 1 / float(page.obj.get(Name.UserUnit, 1))
    width, height, top, right = (scale * length for length in (width, height, MARGIN_TOP, MARGIN_RIGHT))
    match int(page.obj.get(Name.Rotate, 0)) % 360:
        case 90:
            return 0, scale, -scale, 0, x0 + top + height, y1 - right - width
        case 180:
            return -scale, 0, 0, -scale, x0 + right + width, y0 + top + height
        case 270:
            return 0, -scale, scale, 0, x1 - top - height, y0 + right + width
    return scale, 0, 0, scale, x1 - right - width, y1 - top - height


def _box(box: Array) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(corner) for corner in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
