"""The PDFs of documents and meetings: made once for a content, kept under its hash, delivered from there.

The key of a PDF is the hash of all that goes into it, so a kept file is never wrong and never has to be thrown away
to be made anew: what changes gets another key.
"""

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from meetings import compose, render
from meetings.models import AgendaItem, Attachment, Document, DocumentVersion, Meeting
from rorikt import jobs, pdf
from rorikt.jobs import Progress
from rorikt.models import Cooperation, User

# Everything a printed page is made of besides its content.
PRINT_SOURCES = (
    "templates/print",
    "templates/document",
    "templates/components/data_table.html",
    "templates/components/chart.html",
    "rorikt/static/rorikt/print.css",
    "rorikt/charts.py",
    "rorikt/pdf.py",
    "meetings/packet.py",
    "meetings/render.py",
)


@dataclass(frozen=True)
class Paper:
    """A document as it is to be printed: the content of a version, or of the draft."""

    title: str
    content: dict[str, Any]

    @property
    def key(self) -> str:
        return _hash("document", compose.content_hash(self.content), fingerprint())

    @property
    def file_name(self) -> str:
        return f"{self.title}.pdf"


@dataclass(frozen=True)
class Case:
    """A case of the packet with what stands behind it."""

    item: AgendaItem
    papers: tuple[Paper, ...]
    attachments: tuple[Attachment, ...]


def paper_of(document: Document, *, with_drafts: bool) -> Paper | None:
    """The newest approved version; where there is none, the draft for those who may see it, else nothing."""
    version = document.versions.first()
    if version is not None:
        return paper_of_version(version)
    return draft_of(document) if with_drafts else None


def paper_of_version(version: DocumentVersion) -> Paper:
    return Paper(version.content["file_title"], version.content)


def draft_of(document: Document) -> Paper:
    return Paper(f"{document.printed_file_title} (utkast)", compose.compose(document))


def deliver_document(request: HttpRequest, document: Document) -> HttpResponse:
    """The draft as PDF, for those who may see it."""
    return _deliver_paper(request, draft_of(document), document_id=document.pk)


def deliver_version(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    return _deliver_paper(request, paper_of_version(version), version_id=version.pk)


def deliver_packet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    with_drafts = request.user.has_perm("meetings.view_draft")
    key = packet_key(meeting, list(cases_of(meeting, with_drafts=with_drafts)))
    if path_of(key).exists():
        return _file(key, packet_file_name(meeting))
    job = jobs.start(
        "packet",
        key=key,
        title=f"Møtepakke {meeting.number}",
        by=_user(request),
        meeting_id=meeting.pk,
        with_drafts=with_drafts,
    )
    return redirect(job)


@jobs.work("document")
def make_document(progress: Progress, *, document_id: int | None = None, version_id: int | None = None) -> str:
    """Print one document; the path where it is then delivered."""
    progress("Samler innholdet", 5)
    if version_id is not None:
        version = DocumentVersion.objects.get(pk=version_id)
        paper, url = (
            paper_of_version(version),
            reverse("meetings:version-pdf", args=[version.document_id, version.sequence]),
        )
    else:
        document = Document.objects.get(pk=document_id)
        paper, url = draft_of(document), reverse("meetings:document-pdf", args=[document.pk])
    progress("Setter sidene", 15)
    printed(paper)
    return url


@jobs.work("packet")
def make_packet(progress: Progress, *, meeting_id: int, with_drafts: bool) -> str:
    """Print what is not yet printed and put the packet together; the path where it is then delivered."""
    meeting = Meeting.objects.get(pk=meeting_id)
    cases = list(cases_of(meeting, with_drafts=with_drafts))
    _keep(packet_key(meeting, cases), lambda: build_packet(meeting, cases, progress).data)
    return reverse("meetings:packet", args=[meeting.year, meeting.sequence])


def cases_of(meeting: Meeting, *, with_drafts: bool) -> Iterator[Case]:
    items = meeting.agenda.select_related("meeting").prefetch_related(
        "case_officers", "attachments", "documents__versions", "documents__sections"
    )
    for item in items:
        papers = [paper_of(document, with_drafts=with_drafts) for document in item.documents.all()]
        yield Case(item, tuple(paper for paper in papers if paper), tuple(item.attachments.all()))


def printed(paper: Paper) -> bytes:
    """The PDF of a paper, from the kept file where there is one."""
    return _keep(paper.key, lambda: pdf.render(render.document_html(paper.content)))


def packet_key(meeting: Meeting, cases: list[Case]) -> str:
    """Changes with anything that the packet prints."""
    return _hash(
        "packet",
        fingerprint(),
        [meeting.number, meeting.held_on.isoformat(), str(meeting.starts_at), meeting.place],
        [str(value) for value in Cooperation.objects.values_list("name", "council_name")],
        [
            [
                [case.item.number, case.item.title, case.item.kind, case.item.summary],
                [[officer.name, officer.title] for officer in case.item.case_officers.all()],
                [paper.key for paper in case.papers],
                [[attachment.title, attachment.sha256] for attachment in case.attachments],
            ]
            for case in cases
        ],
    )


def packet_file_name(meeting: Meeting) -> str:
    return f"{meeting.held_on:%Y.%m.%d} - Møtepakke {meeting.number.replace('/', '-')}.pdf"


def path_of(key: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "papers" / f"{key}.pdf"


@functools.cache
def fingerprint() -> str:
    """Of the templates, styles and programs that print: a new release prints anew."""
    digest = hashlib.sha256(" ".join(version(name) for name in ("weasyprint", "pikepdf")).encode())
    for source in PRINT_SOURCES:
        path = settings.BASE_DIR / source
        for file in sorted(path.rglob("*.html")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _deliver_paper(request: HttpRequest, paper: Paper, **arguments: int) -> HttpResponse:
    if path_of(paper.key).exists():
        return _file(paper.key, paper.file_name)
    return redirect(jobs.start("document", key=paper.key, title=paper.title, by=_user(request), **arguments))


def _file(key: str, name: str) -> FileResponse:
    """Shown in the browser rather than saved, so that an iPad opens it at once."""
    response = FileResponse(path_of(key).open("rb"), filename=name, content_type="application/pdf")
    response["ETag"] = f'"{key}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _keep(key: str, make: Callable[[], bytes]) -> bytes:
    """The kept bytes of `key`, made first if need be. A reader never meets a half-written file."""
    path = path_of(key)
    if path.exists():
        return path.read_bytes()
    data = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(data)
    os.replace(part.name, path)
    return data


def _hash(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
