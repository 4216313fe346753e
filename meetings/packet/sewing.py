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

from meetings.attachments.parts import PacketPart, count_pages, flat, open_part
from meetings.packet import stamping
from rorikt.pdf import bookmarks, pdf_standards, typeset
from rorikt.pdf.lettering import Lettering
from rorikt.pdf.tags import BROKEN, TagTree, has_sound_keys, is_tagged

# What a link to a part is printed as, until the page it leads to is known.
LINK = "https://packet.invalid/"
AGENDA = "saksliste"
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


def link(key: str) -> str:
    """The address that the agenda and the case pages link to the part with."""
    return LINK + key


def sew(
    parts: Sequence[PacketPart], places: Places, title: str, language: str, target: Path, labels: Sequence[str] = ()
) -> Sewn:
    """Write one PDF with nested outline, links that lead where they say, a label on each page, and tags of all parts.

    `labels` are «Side 1», «Side 2» and so on unless given, one for each page.
    Raises ValidationError if a part is no PDF any more, ValueError if a link leads to no part.
    """
    with ExitStack() as opened:
        sources = {part.key: opened.enter_context(open_part(part)) for part in flat(parts) if part.data is not None}
        packet = opened.enter_context(Pdf.new())
        packet.Root.Lang = String(language)
        tags = TagTree(packet)
        outline = [_add(packet, tags, part, sources) for part in parts]
        tags.finish()
        texts = labels or [f"Side {number}" for number in range(1, len(packet.pages) + 1)]
        _lead_links(packet, places, texts)
        names = [part.name for part in flat(parts) if part.data is not None for _ in sources[part.key].pages]
        lettering = Lettering(packet, 600, "".join({*texts, *names}))
        for page, text, name in zip(packet.pages, texts, names, strict=True):
            stamping.stamp(packet, page, text, name, lettering)
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
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
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
    if part.data is None:
        return _add_case(packet, tags, part, sources)
    source = sources[part.key]
    first = len(packet.pages)
    element = tags.add_part(part.title, under)
    try:
        if Name.AcroForm in source.Root:
            source.generate_appearance_streams()
            source.flatten_annotations("all")
        entries = bookmarks.outline_of(source)
        packet.add_pages_from(source, forms="strip")
        pages = list(packet.pages[first:])
        if part.is_sound:
            tags.graft(element, source, pages)
        else:
            _add_unsound(packet, tags, element, part.title, source, pages)
    except (OutlineStructureError, *BROKEN) as error:
        raise ValidationError(f"«{part.title}» lar seg ikke sette inn i pakken. Last filen opp på nytt.") from error
    line = OutlineItem(part.title, first, "Fit")
    line.children.extend(bookmarks.outline_item(entry, first) for entry in entries)
    line.children.extend(_add(packet, tags, child, sources, element) for child in part.children)
    line.is_closed = bool(entries)
    return line


def _add_case(packet: Pdf, tags: TagTree, part: PacketPart, sources: Mapping[str, Pdf]) -> OutlineItem:
    """A line of the outline with the parts of the case below it; it leads to the first of them, or to the agenda."""
    line = OutlineItem(part.title, len(packet.pages) if part.children else 0, "Fit")
    element = tags.add_part(part.title) if part.children else None
    line.children.extend(_add(packet, tags, child, sources, element) for child in part.children)
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
    for link, part in (found for page in packet.pages for found in bookmarks.links_on(page, LINK)):
        place = places.get(part)
        if place is None:
            raise ValueError(f"{LINK}{part} leads to no part of the packet")
        there = Array([packet.pages[place.page - 1].obj, Name.Fit])
        bookmarks.lead(link, there, f"Gå til {labels[place.page - 1].lower()} i møtepakken")


def _number_pages(packet: Pdf, labels: Sequence[str]) -> None:
    """What a reader shows as the number of a page, where that is not the count of it."""
    pairs = [item for index, label in enumerate(labels) for item in (index, Dictionary(P=label.removeprefix("Side ")))]
    packet.Root.PageLabels = Dictionary(Nums=Array(pairs))
