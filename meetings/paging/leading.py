"""Where a page of the packet leads to on the web, for one who may read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, DocumentVersion
from meetings.issuing.models import IssuedPacket
from meetings.issuing.supplements import ManifestEntry
from meetings.packet.sewing import AGENDA
from meetings.paging.numbering import first_on
from meetings.paging.pages import Edition, edition_for
from meetings.papers.downloads import version_url
from meetings.papers.printing import paper_of_version
from meetings.paragraphs.paragraphs import dom_id, places_in
from rorikt.people.models import User

_PART = re.compile(r"sak-(?P<case>\d+)-(?P<kind>dokument|vedlegg)-\d+")


@dataclass(frozen=True)
class PagePlace:
    """`url` is where the page begins on the web; `told` says why it has none. `pdf_url` is the page itself, empty where
    there is none, and `was_url` leads to what stood on it before it was taken out.
    """

    url: str = ""
    told: str = ""
    pdf_url: str = ""
    was_url: str = ""


def place_of(label: str, meeting: Meeting, user: User) -> PagePlace:
    edition = edition_for(user, meeting)
    if edition is None:
        return PagePlace(told="Møtepakken er ikke fastsatt ennå, så sidene har ingen numre.")
    if label not in edition.leaves:
        pages = edition.newest.pages
        return PagePlace(told=f"Møtepakken har ingen side {label}. Den går fra side {pages[0]} til side {pages[-1]}.")
    pdf_url = edition.url_of(label)
    packet, entry = _last_with(label, edition)
    if packet is None or entry is None:
        return PagePlace(told="Siden har innhold og kontrollsummer, og finnes bare i PDF-en.", pdf_url=pdf_url)
    url = _url_of(entry, label, packet, meeting, user)
    if packet != edition.newest:
        since = edition.packets[edition.packets.index(packet) + 1]
        told = f"Siden er tatt ut av møtepakken med «{since}», som sier hva som er satt inn i stedet."
        return PagePlace(told=told, pdf_url=pdf_url, was_url=url if entry.key != AGENDA else "")
    return PagePlace(url=url, told="Det som står på siden, kan bare leses i PDF-en.", pdf_url=pdf_url)


def _last_with(label: str, edition: Edition) -> tuple[IssuedPacket | None, ManifestEntry | None]:
    """The newest packet that has the page, and the part it belongs to."""
    for packet in reversed(edition.packets):
        for entry in packet.entries:
            if label in entry.labels:
                return packet, entry
    return None, None


def _url_of(entry: ManifestEntry, label: str, packet: IssuedPacket, meeting: Meeting, user: User) -> str:
    """Empty where what stood there is not here any more."""
    part = _PART.fullmatch(entry.key)
    if entry.key == AGENDA:
        return f"{meeting.get_absolute_url()}#saksliste"
    if part is None:
        return ""
    page = entry.labels.index(label)
    if part["kind"] == "vedlegg":
        attachments = Attachment.objects.visible_to(user).filter(agenda_item__meeting=meeting)
        found = attachments.filter(agenda_item__sequence=part["case"], sha256=entry.content).first()
        return f"{found.get_absolute_url()}#side-{page + 1}" if found else ""
    pages = (packet.paragraph_pages or {}).get(entry.key, {})
    is_public = packet.is_public
    for version in _versions(meeting, int(part["case"]), user):
        if paper_of_version(version, is_public=is_public).content_hash == entry.content:
            place = _place_in(version, page, pages, is_public=is_public)
            return f"{_address(version, is_public=is_public)}{place}"
    return ""


def _versions(meeting: Meeting, case: int, user: User) -> Iterator[DocumentVersion]:
    documents = Document.objects.visible_to(user).filter(agenda_item__meeting=meeting, agenda_item__sequence=case)
    for document in documents:
        yield from document.versions.select_related("document")


def _address(version: DocumentVersion, *, is_public: bool) -> str:
    """That of the document where this is what it shows: the newest version, with nothing written since."""
    document = version.document
    newest = document.versions.first()
    if document.is_approved and newest == version and not (is_public and version.is_apart):
        return document.get_absolute_url()
    return version_url(version, is_public=is_public)


def _place_in(version: DocumentVersion, page: int, pages: dict[str, int], *, is_public: bool) -> str:
    sections = (version.frozen_public if is_public else version.frozen).sections
    anchors = {section.anchor for section in sections}
    name = first_on(page, places_in(sections), pages)
    return f"#{name if name in anchors else dom_id(name)}" if name else ""
