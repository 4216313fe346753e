"""Documents and packets as downloads: the kept PDF, or the page of the job that makes it."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from meetings import packing, printing
from meetings.models import Document, DocumentVersion, Meeting
from meetings.printing import Paper
from rorikt import downloads, jobs, kept_pdfs
from rorikt.jobs import Progress
from rorikt.models import User


def deliver_document(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The draft as PDF, for those who may see it."""
    return _deliver(request, printing.draft_of(document), document_id=document.pk)


def deliver_version(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    return _deliver(request, printing.paper_of_version(version), version_id=version.pk)


def deliver_packet(request: HttpRequest, meeting: Meeting) -> HttpResponseBase:
    """For the council the approved papers; for those who may see drafts also what is not yet approved."""
    with_drafts = request.user.has_perm("meetings.view_draft")
    key = packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=with_drafts))
    kept = kept_pdfs.find(key)
    if kept:
        return downloads.deliver(request, kept.path, kept.sha256, packet_file_name(meeting))
    title = f"Møtepakke {meeting.number}"
    job = jobs.start("packet", key=key, title=title, by=_user(request), meeting_id=meeting.pk, with_drafts=with_drafts)
    return redirect(job)


def packet_file_name(meeting: Meeting) -> str:
    return f"{meeting.held_on:%Y.%m.%d} - Møtepakke {meeting.number.replace('/', '-')}.pdf"


@jobs.work("document", restartable=True)
def make_document(progress: Progress, *, document_id: int | None = None, version_id: int | None = None) -> str:
    """Print one document; the path where it is then delivered."""
    progress("Samler innholdet", 5)
    if version_id is not None:
        version = DocumentVersion.objects.get(pk=version_id)
        paper = printing.paper_of_version(version)
        url = reverse("meetings:version-pdf", args=[version.document_id, version.sequence])
    else:
        document = Document.objects.get(pk=cast(int, document_id))
        paper, url = printing.draft_of(document), reverse("meetings:document-pdf", args=[document.pk])
    printing.printed(paper, progress)
    _tidy()
    return url


@jobs.work("packet", restartable=True)
def make_packet(progress: Progress, *, meeting_id: int, with_drafts: bool) -> str:
    """Print what is not yet printed and put the packet together; the path where it is then delivered."""
    meeting = Meeting.objects.get(pk=meeting_id)
    cases = packing.cases_of(meeting, with_drafts=with_drafts)
    packing.build_kept(meeting, cases, progress)
    _tidy()
    return reverse("meetings:packet", args=[meeting.year, meeting.sequence])


def _deliver(request: HttpRequest, paper: Paper, **arguments: int) -> HttpResponseBase:
    kept = kept_pdfs.find(paper.key)
    if kept:
        return downloads.deliver(request, kept.path, kept.sha256, paper.file_name)
    return redirect(jobs.start("document", key=paper.key, title=paper.title, by=_user(request), **arguments))


def _tidy() -> None:
    """What was made last is used last, so it is not what goes."""
    kept_pdfs.prune(settings.PAPERS_MEGABYTES)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
