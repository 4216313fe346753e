"""Documents as downloads: the kept PDF, or the page of the job that makes it."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from meetings.documents.models import Document, DocumentVersion
from meetings.papers import printing
from meetings.papers.printing import PrintedPaper
from rorikt.jobs import queue
from rorikt.jobs.queue import Progress
from rorikt.pages import downloads
from rorikt.people.models import User
from rorikt.printing import kept_pdfs


def deliver_document(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The draft as PDF, for those who may see it."""
    return _deliver(request, document, printing.draft_of(document), document_id=document.pk)


def deliver_version(request: HttpRequest, version: DocumentVersion, *, is_public: bool) -> HttpResponseBase:
    paper = printing.paper_of_version(version, is_public=is_public)
    return _deliver(request, version.document, paper, version_id=version.pk, is_public=not paper.has_exempt)


def may_see(
    user: User,
    *,
    document_id: int | None = None,
    version_id: int | None = None,
    is_public: bool = False,
    **_: Any,
) -> bool:
    """A draft is for those who may see drafts, also of a document that has been approved before."""
    if version_id is not None and not is_public and not user.has_perm("meetings.view_exempt"):
        return False
    if document_id is not None and not user.has_perm("meetings.view_draft"):
        return False
    wanted = {"pk": document_id} if version_id is None else {"versions": version_id}
    return Document.objects.visible_to(user).filter(**wanted).exists()


@queue.work("document", restartable=True, may_see=may_see)
def make_document(
    progress: Progress, *, document_id: int | None = None, version_id: int | None = None, is_public: bool = False
) -> str:
    """Print one document; the path where it is then delivered."""
    progress("Samler innholdet", 5)
    if version_id is not None:
        version = DocumentVersion.objects.get(pk=version_id)
        paper = printing.paper_of_version(version, is_public=is_public)
        url = version_url(version, is_public=is_public, pdf=True)
    else:
        document = Document.objects.get(pk=cast(int, document_id))
        paper, url = printing.draft_of(document), reverse("meetings:document-pdf", args=[document.pk])
    printing.printed(paper, progress)
    kept_pdfs.prune(settings.PAPERS_MEGABYTES)  # what was made last is used last, so it is not what goes
    return url


def version_url(version: DocumentVersion, *, is_public: bool, pdf: bool = False) -> str:
    """The public edition has an address of its own where it differs from the whole."""
    name = "version-public" if is_public and version.is_apart else "version"
    return reverse(f"meetings:{name}{'-pdf' if pdf else ''}", args=[version.document_id, version.sequence])


def _deliver(request: HttpRequest, document: Document, paper: PrintedPaper, **arguments: Any) -> HttpResponseBase:
    kept = kept_pdfs.find(paper.key)
    if kept:
        is_exempt = paper.has_exempt or bool(document.exempt_part)
        return downloads.deliver(request, kept.path, kept.sha256, paper.file_name, is_exempt=is_exempt, of=document)
    by = request.user if isinstance(request.user, User) else None
    return redirect(queue.start(make_document, key=paper.key, title=paper.title, by=by, **arguments))
