"""The parcel of a meeting, for one person: what is taken along, as it is now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models.fields.files import FieldFile
from django.urls import reverse

from meetings.agenda.closed import title_for
from meetings.attachments.models import Attachment
from meetings.offline.added import behind_figures, own_notes
from meetings.offline.parcel import Entry, adding, only_once, stamp
from meetings.offline.release import release
from meetings.offline.taken import Paper, Taken
from meetings.packet import editions
from rorikt.storing import keeping

MOST_ROWS = 12  # pages of rows behind key figures


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
    behind = [*_rows(taken), *behind_figures(taken)]
    return Parcel(taken, only_once([*pages, *_data(taken), *own_notes(taken), *behind, *added, *files]))


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
        kept = stamp(version.pk, taken.standing, taken.own)
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
        yield Entry(
            one.get_absolute_url(), "attachment", one.title, stamp(one.printed_sha256, taken.standing, taken.own)
        )


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
        return keeping.size_of(str(kept.name))
    except OSError:
        return None
