"""The packets of a meeting as downloads: full or public, of the whole meeting or of one case, and as single files."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.files import read
from meetings.attachments.models import Attachment
from meetings.packet import file_names, packing
from meetings.packet.packing import PacketCase
from meetings.papers import printing
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.jobs.queue import Progress
from rorikt.pages import downloads
from rorikt.people.models import User
from rorikt.printing import kept_pdfs

ZIP = "application/zip"


@dataclass(frozen=True)
class Edition:
    """What is in the packet for whom. The public one never has drafts, and nothing that is exempt."""

    meeting: Meeting
    is_public: bool = False
    with_drafts: bool = False
    only: AgendaItem | None = None

    @cached_property
    def cases(self) -> list[PacketCase]:
        return packing.cases_of(self.meeting, with_drafts=self.with_drafts, is_public=self.is_public, only=self.only)

    @property
    def has_exempt(self) -> bool:
        return not self.is_public and packing.hold_exempt(self.cases)

    @property
    def title(self) -> str:
        return packing.packet_title(self.meeting, is_public=self.is_public, only=self.only)

    @property
    def key(self) -> str:
        return packing.packet_key(self.meeting, self.cases, self.title)

    @property
    def file_name(self) -> str:
        return f"{self.meeting.held_on:%Y.%m.%d} - {self.title.replace('/', '-')}"

    @property
    def arguments(self) -> dict[str, int | bool | None]:
        """What a job needs to find it again."""
        return {
            "meeting_id": self.meeting.pk,
            "is_public": self.is_public,
            "with_drafts": self.with_drafts,
            "item_id": self.only.pk if self.only else None,
        }

    @property
    def url(self) -> str:
        if self.only:
            return reverse("meetings:agenda-item-packet", args=[self.only.reference_id]) + (
                "?offentlig=1" if self.is_public else ""
            )
        name = "meetings:packet-public" if self.is_public else "meetings:packet"
        return reverse(name, args=[self.meeting.year, self.meeting.sequence])

    @property
    def files_url(self) -> str:
        place = reverse("meetings:packet-files", args=[self.meeting.year, self.meeting.sequence])
        return place + ("?offentlig=1" if self.is_public else "")


def edition_for(user: User, meeting: Meeting, *, is_public: bool = False, only: AgendaItem | None = None) -> Edition:
    """The edition this person gets: the public one for those who may not see what is exempt."""
    is_public = is_public or not user.has_perm("meetings.view_exempt")
    with_drafts = not is_public and user.has_perm("meetings.view_draft")
    return Edition(meeting, is_public, with_drafts, only)


def deliver(request: HttpRequest, edition: Edition, by: User) -> HttpResponseBase:
    """The kept packet, or the page of the job that makes it."""
    kept = kept_pdfs.find(edition.key)
    if kept:
        of, name = edition.only or edition.meeting, f"{edition.file_name}.pdf"
        return downloads.deliver(request, kept.path, kept.sha256, name, is_exempt=edition.has_exempt, of=of)
    return redirect(_started(make_edition, edition, key=edition.key, title=edition.title, by=by))


def deliver_files(request: HttpRequest, edition: Edition, by: User) -> HttpResponseBase:
    """A zip with a file for each paper and attachment, or the page of the job that prints what is missing."""
    if not all(kept_pdfs.find(paper.key) for case in edition.cases for paper in case.papers):
        title = f"Enkeltfiler for {edition.title[0].lower()}{edition.title[1:]}"
        return redirect(_started(make_files, edition, key=f"files:{edition.key}", title=title, by=by))
    archive = TemporaryFile()  # noqa: SIM115 - closed with the answer
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for name, data in _files(edition):
            # A date of its own would make another zip of the same files.
            target.writestr(zipfile.ZipInfo(name), data)
    name = f"{edition.file_name}.zip"
    sha256, is_exempt = f"zip-{edition.key}", edition.has_exempt
    of = edition.only or edition.meeting
    return downloads.deliver(request, archive, sha256, name, content_type=ZIP, save=True, is_exempt=is_exempt, of=of)


def _started(make: Callable[..., str], edition: Edition, *, key: str, title: str, by: User) -> Job:
    origin = (edition.only or edition.meeting).get_absolute_url()
    return queue.start(make, key=key, title=title, by=by, origin=origin, **edition.arguments)


def _may_see(user: User, *, is_public: bool, with_drafts: bool, **arguments: Any) -> bool:
    """Who would get the same edition."""
    may_see_exempt = is_public or user.has_perm("meetings.view_exempt")
    may_see_drafts = not with_drafts or user.has_perm("meetings.view_draft")
    return user.has_perm("meetings.view_meeting") and may_see_exempt and may_see_drafts


@queue.work("edition", restartable=True, may_see=_may_see)
def make_edition(
    progress: Progress, *, meeting_id: int, is_public: bool, with_drafts: bool, item_id: int | None
) -> str:
    """Print what is not yet printed and put the packet together; the path where it is then delivered."""
    edition = _found(meeting_id, is_public, with_drafts, item_id)
    packing.build_kept(edition.meeting, edition.cases, progress, edition.title)
    kept_pdfs.prune(settings.PAPERS_MEGABYTES)
    return edition.url


@queue.work("edition-files", restartable=True, may_see=_may_see)
def make_files(progress: Progress, *, meeting_id: int, is_public: bool, with_drafts: bool, item_id: int | None) -> str:
    edition = _found(meeting_id, is_public, with_drafts, item_id)
    printing.print_all([paper for case in edition.cases for paper in case.papers], progress)
    return edition.files_url


def _found(meeting_id: int, is_public: bool, with_drafts: bool, item_id: int | None) -> Edition:
    only = AgendaItem.objects.get(pk=item_id) if item_id else None
    return Edition(Meeting.objects.get(pk=meeting_id), is_public, with_drafts, only)


def _files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Names as they sort in a folder: `2024-M1-001 01 Aktivitetsrapport.pdf`. No two are the same on any disk."""
    taken: set[str] = set()
    for case in edition.cases:
        number = case.item.number.replace("/", "-")
        titles: list[tuple[str, bytes | str | Path]] = []
        for paper in case.papers:
            kept = kept_pdfs.find(paper.key)
            if kept:
                titles.append((paper.title, kept.path))
        titles += [(attachment.title, _file_of(attachment)) for attachment in case.attachments]
        for position, (title, data) in enumerate(titles, 1):
            kind = "txt" if isinstance(data, str) else "pdf"
            name = file_names.unique(f"{number} {position:02d} {title}", kind, taken)
            yield name, _bytes_of(data)


def _file_of(attachment: Attachment) -> bytes | str:
    """A text that says what is the matter, in place of an attachment that cannot be read."""
    try:
        return read(attachment)
    except ValidationError as error:
        return f"Vedlegget kan ikke leses. {error.messages[0]}\n"


def _bytes_of(data: bytes | str | Path) -> bytes:
    if isinstance(data, Path):
        return data.read_bytes()
    return data.encode() if isinstance(data, str) else data
