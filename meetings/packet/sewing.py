"""The packet of a meeting: agenda, the page of each case, its papers and attachments, joined into one PDF.

Knows nothing of the database, so that `sew` can be done by a print worker. The agenda needs page numbers, and its own
length moves them, so it is printed by a callback when they are known, and again if it turned out longer or shorter than
thought.
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pikepdf
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, OutlineStructureError, Page, Pdf, String

from meetings.attachments.parts import PacketPart, count_pages, flat, keys_of, open_part
from rorikt.pdf import pdf_standards, typeset
from rorikt.pdf.joining import outline_item
from rorikt.pdf.lettering import Lettering
from rorikt.pdf.tags import BROKEN, TagTree, has_sound_keys, is_tagged

# What a link to a part is printed as, until the page it leads to is known.
LINK = "https://packet.invalid/"
AGENDA = "saksliste"
MARGIN_TOP, MARGIN_RIGHT = 22.0, 28.0
LABEL_WIDTH, LABEL_HEIGHT, LABEL_SIZE, LABEL_BASE, LABEL_PADDING = 80.0, 14.0, 9.0, 3.73, 3.0
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
class Place:
    """Where a part begins, counted from 1, and how long it is without its children."""

    page: int
    page_count: int

    @property
    def last(self) -> int:
        return self.page + self.page_count - 1


Places = Mapping[str, Place]
Agenda = TypeVar("Agenda")  # printed, as bytes or as a kept file


@dataclass(frozen=True)
class Sewn:
    """`level` is that of PDF/A-2, `is_accessible` PDF/UA-1: claimed only as far as every part claims it too."""

    page_count: int
    level: str
    is_accessible: bool


@dataclass(frozen=True)
class Assembled:
    data: bytes
    page_count: int
    places: Places
    level: str
    is_accessible: bool


def link(key: str) -> str:
    """The address that the agenda and the case pages link to the part with."""
    return LINK + key


def assemble(
    parts: tuple[PacketPart, ...],
    render_agenda: Callable[[Places], bytes],
    *,
    title: str,
    agenda_title: str = "Saksliste",
    language: str = "nb",
) -> Assembled:
    """A whole packet in memory.

    Raises ValidationError if a part is no PDF any more, ValueError if a link leads to no part.
    """
    agenda, places = settle_agenda(
        parts, dict(zip(keys_of(parts), count_pages(flat(parts)), strict=True)), render_agenda, typeset.page_count
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "packet.pdf"
        sewn = sew((PacketPart(AGENDA, agenda_title, agenda, is_sound=True), *parts), places, title, language, target)
        return Assembled(target.read_bytes(), sewn.page_count, places, sewn.level, sewn.is_accessible)


def sew(
    parts: Sequence[PacketPart], places: Places, title: str, language: str, target: Path, labels: Sequence[str] = ()
) -> Sewn:
    """Write one PDF with nested outline, links that lead where they say, a label on each page, and tags of all parts.

    `labels` are «Side 1», «Side 2» and so on unless given, one for each page. Raises as `assemble`.
    """
    with ExitStack() as opened:
        sources = {part.key: opened.enter_context(open_part(part)) for part in flat(parts)}
        packet = opened.enter_context(Pdf.new())
        packet.Root.Lang = String(language)
        tags = TagTree(packet)
        outline = [_add(packet, tags, part, sources) for part in parts]
        tags.finish()
        texts = labels or [f"Side {number}" for number in range(1, len(packet.pages) + 1)]
        _lead_links(packet, places, texts)
        _stamp(packet, texts)
        if labels:
            _number_pages(packet, labels)
        with packet.open_outline() as lines:
            lines.root.extend(outline)
        packet.Root.PageMode = Name.UseOutlines
        _take_intent(packet, sources.values())
        level, is_accessible = _claims_of(parts, sources)
        if not has_sound_keys(packet):
            level, is_accessible = pdf_standards.lowest([level, "U"]), False
        pdf_standards.describe(packet, title, level=level, accessible=is_accessible)
        typeset.save_to(packet, target)
        return Sewn(len(packet.pages), level, is_accessible)


def _claims_of(parts: Sequence[PacketPart], sources: Mapping[str, Pdf]) -> tuple[str, bool]:
    """What holds of the whole: a file that nobody has looked at may claim what it likes."""
    if not all(part.is_sound for part in flat(parts)):
        return "", False
    claims = [pdf_standards.claims(source) for source in sources.values()]
    return pdf_standards.lowest(level for level, _ in claims), all(is_accessible for _, is_accessible in claims)


def try_out(part: PacketPart) -> None:
    """Put the part alone into a packet. Raises ValidationError where that cannot be done."""
    [count] = count_pages([part])
    with tempfile.TemporaryDirectory() as folder:
        try:
            sew([part], {part.key: Place(1, count)}, part.title, "nb", Path(folder) / "packet.pdf")
        except (RuntimeError, ValueError) as error:
            raise ValidationError(f"«{part.title}» lar seg ikke sette inn i pakken. Last filen opp på nytt.") from error


def settle_agenda(
    parts: Sequence[PacketPart],
    counts: Mapping[str, int],
    render: Callable[[Places], Agenda],
    length_of: Callable[[Agenda], int],
) -> tuple[Agenda, Places]:
    """The agenda with the page numbers that its own length gives. `counts` has the pages of each part by its key."""
    length = 1
    for _ in range(MOST_AGENDA_ROUNDS):
        places = _places(parts, counts, first=length + 1)
        agenda = render(places)
        found = length_of(agenda)
        if found == length:
            return agenda, {AGENDA: Place(1, length), **places}
        length = found
    raise ValueError(f"the agenda's length did not settle in {MOST_AGENDA_ROUNDS} rounds")


def _places(parts: Sequence[PacketPart], counts: Mapping[str, int], first: int) -> Places:
    places = {}
    for part in flat(parts):
        places[part.key] = Place(first, counts[part.key])
        first += counts[part.key]
    return places


def _take_intent(packet: Pdf, sources: Iterable[Pdf]) -> None:
    """The colours of the first part that says which they are."""
    for source in sources:
        if Name.OutputIntents in source.Root:
            intent = source.make_indirect(source.Root.OutputIntents[0])
            packet.Root.OutputIntents = Array([packet.copy_foreign(intent)])
            return


def _add(
    packet: Pdf, tags: TagTree, part: PacketPart, sources: Mapping[str, Pdf], under: Object | None = None
) -> OutlineItem:
    """Put the part and its children last, and return its line in the outline."""
    source = sources[part.key]
    first = len(packet.pages)
    element = tags.add_part(part.title, under)
    try:
        if Name.AcroForm in source.Root:
            source.generate_appearance_streams()
            source.flatten_annotations("all")
        entries = typeset.outline_of(source)
        packet.add_pages_from(source, forms="strip")
        pages = list(packet.pages[first:])
        if part.is_sound:
            tags.graft(element, source, pages)
        else:
            _add_unsound(packet, tags, element, part.title, source, pages)
    except (OutlineStructureError, *BROKEN) as error:
        raise ValidationError(f"«{part.title}» lar seg ikke sette inn i pakken. Last filen opp på nytt.") from error
    line = OutlineItem(part.title, first, "Fit")
    line.children.extend(outline_item(entry, first) for entry in entries)
    line.children.extend(_add(packet, tags, child, sources, element) for child in part.children)
    line.is_closed = bool(entries)
    return line


def _add_unsound(packet: Pdf, tags: TagTree, element: Object, title: str, source: Pdf, pages: list[Page]) -> None:
    for page in pages:
        _disarm(page)
    if is_tagged(source) and Name.AcroForm not in source.Root:
        tags.graft(element, source, pages)
        for page in pages:
            _balance(packet, page)
    else:
        tags.tag_coarsely(element, pages, title)


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


def _lead_links(packet: Pdf, places: Places, labels: Sequence[str]) -> None:
    """Turn links to parts into links to pages; raises ValueError on a link to a part that is not there."""
    for link, part in typeset.links_to(packet, LINK):
        place = places.get(part)
        if place is None:
            raise ValueError(f"{LINK}{part} leads to no part of the packet")
        page = Array([packet.pages[place.page - 1].obj, Name.Fit])
        typeset.lead(link, page, f"Gå til {labels[place.page - 1].lower()} i møtepakken")


def _number_pages(packet: Pdf, labels: Sequence[str]) -> None:
    """What a reader shows as the number of a page, where that is not the count of it."""
    pairs = [item for index, label in enumerate(labels) for item in (index, Dictionary(P=label.removeprefix("Side ")))]
    packet.Root.PageLabels = Dictionary(Nums=Array(pairs))


def _stamp(packet: Pdf, labels: Sequence[str]) -> None:
    """«Side N» in the upper right corner, where the papers' own numbers never stand, as seen on the turned page."""
    lettering = Lettering(packet, 600)
    for page, text in zip(packet.pages, labels, strict=True):
        _stamp_page(packet, page, lettering, text)


def _stamp_page(packet: Pdf, page: Page, lettering: Lettering, text: str) -> None:
    _own_resources(page)
    start = LABEL_WIDTH - LABEL_PADDING - lettering.width(text, LABEL_SIZE)
    ground = b"1 1 1 rg %.4f 2.5 %.4f 9 re f" % (start - LABEL_PADDING, LABEL_WIDTH - start + LABEL_PADDING)
    written = b"0.0235 0.1882 0.2196 rg " + lettering.write(page, text, LABEL_SIZE, start, LABEL_BASE)
    artifact = b"/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]>> BDC"
    matrix = " ".join(f"{number:.4f}" for number in _upper_right(page)).encode()
    page.contents_add(
        packet.make_stream(b"\n%s q %s cm %s %s Q EMC" % (artifact, matrix, ground, written)), prepend=False
    )


def _own_resources(page: Page) -> None:
    """Directly on the page, so that what it inherits is not lost when a font is added."""
    if Name.Resources not in page.obj:
        page.obj.Resources = Dictionary(dict(page.resources))


def _upper_right(page: Page) -> tuple[float, ...]:
    """The matrix that puts the label in the corner which is the upper right one once the page is turned.

    On a page too small for it and its margins, first these give way and then its size.
    """
    x0, y0, x1, y1 = _box(page.cropbox)
    turn = int(page.obj.get(Name.Rotate, 0)) % 360
    seen_width, seen_height = (y1 - y0, x1 - x0) if turn % 180 else (x1 - x0, y1 - y0)
    scale = min(1 / float(page.obj.get(Name.UserUnit, 1)), seen_width / LABEL_WIDTH, seen_height / LABEL_HEIGHT)
    width, height, top, right = (scale * length for length in (LABEL_WIDTH, LABEL_HEIGHT, MARGIN_TOP, MARGIN_RIGHT))
    top, right = min(top, (seen_height - height) / 2), min(right, (seen_width - width) / 2)
    match turn:
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
