"""The parcel of a meeting, for one person: what is taken along, as it is now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from meetings.agenda.closed import title_for
from meetings.agenda.decided import outcome_of
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.issuing.models import IssuedPacket
from meetings.offline.parcel import Entry, adding, only_once, stamp
from meetings.offline.release import release
from meetings.packet import editions
from meetings.papers import downloads
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User

MOST_ROWS = 12  # pages of rows behind key figures


@dataclass(frozen=True)
class Paper:
    document: Document
    version: DocumentVersion
    item: AgendaItem
    is_public: bool
    by_version: bool = False

    @cached_property
    def content(self) -> Content:
        return self.version.frozen_public if self.is_public else self.version.frozen

    @property
    def address(self) -> str:
        """Its own shows the newest version, or to those who write it, the draft."""
        return self.version.get_absolute_url() if self.by_version else self.document.get_absolute_url()

    @property
    def url(self) -> str:
        return downloads.version_url(self.version, is_public=self.is_public)

    @property
    def pdf_url(self) -> str:
        return downloads.version_url(self.version, is_public=self.is_public, pdf=True)


@dataclass(frozen=True)
class Taken:
    """What one person may read of a meeting, asked for once: what is open alone, or the `whole`."""

    meeting: Meeting
    user: User
    today: date
    whole: bool = False

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.agenda.select_related("meeting", "treatment").order_by("sequence"))

    @cached_property
    def papers(self) -> list[Paper]:
        """The newest approved version of each, in the order of the agenda."""
        by_pk = {item.pk: item for item in self.items}
        shown = Document.objects.visible_to(self.user).filter(agenda_item__in=by_pk)
        newest: dict[int, DocumentVersion] = {}
        for version in DocumentVersion.objects.filter(document__in=shown).select_related("document"):
            newest.setdefault(version.document_id, version)
        is_public = not self.user.has_perm("meetings.view_exempt")
        found = [
            Paper(one.document, one, by_pk[one.document.agenda_item_id], is_public, by_version=self.whole)
            for one in newest.values()
            if one.document.agenda_item_id
        ]
        return sorted(found, key=lambda one: (one.item.sequence or 0, one.document.pk))

    @cached_property
    def attachments(self) -> list[Attachment]:
        shown = Attachment.objects.visible_to(self.user).filter(agenda_item__in=[item.pk for item in self.items])
        return list(shown.select_related("agenda_item__meeting").order_by("agenda_item__sequence", "position", "pk"))

    @cached_property
    def packets(self) -> list[IssuedPacket]:
        """As they were issued, in the edition that this person gets."""
        full = self.user.has_perm("meetings.view_exempt")
        audience = IssuedPacket.Audience.FULL if full else IssuedPacket.Audience.PUBLIC
        return list(self.meeting.issued_packets.filter(audience=audience).order_by("sequence"))

    @cached_property
    def standing(self) -> str:
        """Another one when the agenda is: cases, their papers and attachments, what was decided."""
        outcomes = [outcome_of(item) for item in self.items]
        return stamp(
            release(),
            [[item.pk, item.sequence, title_for(item, self.user), item.withdrawn_at] for item in self.items],
            [[one.told, one.text] if one else None for one in outcomes],
            [[paper.version.pk, paper.document.exemption_basis] for paper in self.papers],
            [[one.pk, one.title, one.printed_sha256, one.fault] for one in self.attachments],
        )

    @cached_property
    def everything(self) -> str:
        """Another one when anything is: every verb writes in the trail, and pages tell of the day."""
        return stamp(self.standing, AuditEntry.objects.values_list("pk", flat=True).first(), self.today)


@dataclass(frozen=True)
class Parcel:
    taken: Taken
    entries: list[Entry] = field(default_factory=list)

    @property
    def byte_count(self) -> int:
        """Of the files; what the pages weigh is known when they are fetched."""
        return sum(entry.byte_count or 0 for entry in self.entries)


def parcel_of(taken: Taken) -> Parcel:
    """In the order in which it is fetched: what is read first comes first, files last."""
    added = [entry for add in adding for entry in add(taken.user, taken.meeting)]
    pages = [*_pages(taken), *_papers(taken, taken.papers), *_attachments(taken, taken.attachments)]
    files = [*_packets(taken), *_pdfs(taken.papers), *_files(taken.attachments)]
    return Parcel(taken, only_once([*pages, *_rows(taken), *_data(taken), *added, *files]))


def sealed_of(whole: Taken, open_part: Taken) -> Parcel:
    """What this person may read and everybody may not: to be locked in the browser, or not be there at all."""
    shown = {paper.document.pk for paper in open_part.papers if paper.version.public_content is None}
    papers = [paper for paper in whole.papers if paper.document.pk not in shown]
    open_files = {one.pk for one in open_part.attachments}
    attachments = [one for one in whole.attachments if one.pk not in open_files]
    closed = {item.pk for item in whole.items if item.is_exempt} | {paper.item.pk for paper in papers}
    if not closed and not attachments:
        return Parcel(whole)
    cases = {item.get_absolute_url() for item in whole.items if item.pk in closed}
    pages = [one for one in _pages(whole) if one.kind == "meeting" or one.address in cases]
    rest = [*_papers(whole, papers), *_attachments(whole, attachments), *_packets(whole), *_pdfs(papers)]
    return Parcel(whole, only_once([*pages, *rest, *_files(attachments)]))


def _pages(taken: Taken) -> Iterator[Entry]:
    meeting = taken.meeting
    state = "avlyst" if meeting.cancelled_at else ""
    yield Entry(meeting.get_absolute_url(), "meeting", str(meeting), taken.everything, says=meeting.number, state=state)
    yield Entry(reverse("meetings:shelf"), "page", "Tatt med", release())
    for item in taken.items:
        called = f"Sak {item.number} {title_for(item, taken.user)}"
        state = "trukket" if item.is_withdrawn else ""
        also = _other_than(item.get_absolute_url(), item.numbered_url)
        yield Entry(
            item.get_absolute_url(), "case", called, taken.everything, says=f"{item.pk}", also=also, state=state
        )
    if meeting.closed_at:
        minutes = reverse("meetings:minutes", args=[meeting.year, meeting.sequence])
        yield Entry(minutes, "page", f"Protokollen fra møte {meeting.number}", taken.everything)


def _papers(taken: Taken, papers: Iterable[Paper]) -> Iterator[Entry]:
    for paper in papers:
        version, title = paper.version, paper.content.file_title
        also = _other_than(paper.address, paper.url, paper.document.get_absolute_url(), version.get_absolute_url())
        kept = stamp(version.pk, taken.standing)
        yield Entry(paper.address, "paper", title, kept, says=f"{version.pk}", also=also)
        for name, more, label in _of_one_paper(taken, paper):
            newest = reverse(f"meetings:document-{name}", args=[paper.document.pk, *more])
            by_version = reverse(f"meetings:version-{name}", args=[paper.document.pk, version.sequence, *more])
            address, other = (by_version, newest) if paper.by_version else (newest, by_version)
            yield Entry(address, "page", f"{label}: {title}", kept, also=(other,))


def _of_one_paper(taken: Taken, paper: Paper) -> Iterator[tuple[str, list[str], str]]:
    """The name of each page about it, what its address has besides, and what it is called."""
    if paper.content.summary:
        yield "summary", [], "Sammendrag"
        if taken.user.municipality_id:
            yield "for", [taken.user.municipality_id], "Kommunens tall"


def _pdfs(papers: Iterable[Paper]) -> Iterator[Entry]:
    for paper in papers:
        also = (reverse("meetings:document-pdf", args=[paper.document.pk]),)
        yield Entry(paper.pdf_url, "pdf", f"{paper.content.file_title} (PDF)", stamp(paper.version.pk), also=also)


def _attachments(taken: Taken, attachments: Iterable[Attachment]) -> Iterator[Entry]:
    for one in attachments:
        yield Entry(one.get_absolute_url(), "attachment", one.title, stamp(one.printed_sha256, taken.standing))


def _files(attachments: Iterable[Attachment]) -> Iterator[Entry]:
    for one in attachments:
        address, sha256 = reverse("meetings:attachment-file", args=[one.pk]), one.printed_sha256
        yield Entry(address, "file", one.title, sha256, says=sha256, byte_count=_size(one.printed_file))


def _packets(taken: Taken) -> Iterator[Entry]:
    """Those that were issued; the one that would be made now where there is none."""
    place = [taken.meeting.year, taken.meeting.sequence]
    downloads_of_meeting = [reverse(f"meetings:{name}", args=place) for name in ("packet", "packet-public")]
    for packet in taken.packets:
        also = () if packet.is_supplement else tuple(downloads_of_meeting)
        sha256, size = packet.sha256, _size(packet.file)
        yield Entry(packet.get_absolute_url(), "packet", str(packet), sha256, says=sha256, byte_count=size, also=also)
    if not taken.packets and taken.items and not taken.whole:
        edition = editions.edition_for(taken.user, taken.meeting)
        also = _other_than(edition.url, *downloads_of_meeting)
        yield Entry(edition.url, "packet", edition.title, edition.key, also=also)


def _rows(taken: Taken) -> list[Entry]:
    """The pages behind the figures that are read first."""
    summaries = [paper.content.summary for paper in taken.papers if paper.content.summary]
    figures = [key.figure for summary in summaries for key in summary.key_figures if key.figure.link]
    pages = {figure.link.partition("#")[0]: figure.label for figure in reversed(figures)}
    ordered = list(pages.items())[::-1][:MOST_ROWS]
    return [Entry(address, "rows", f"Bak tallet: {label}", taken.everything) for address, label in ordered]


def _data(taken: Taken) -> Iterator[Entry]:
    address = reverse("meetings:parcel-paragraphs", args=[taken.meeting.year, taken.meeting.sequence])
    yield Entry(address, "data", "Avsnittene, til søk", taken.standing)


def _other_than(own: str, *addresses: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in addresses if one != own))


def _size(kept: FieldFile) -> int | None:
    try:
        return default_storage.size(str(kept.name))
    except OSError:
        return None
