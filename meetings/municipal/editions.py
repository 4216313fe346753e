"""The edition of a document for one municipality: the whole of it printed with the shares beside its totals.

It is marked on every page as no part of what was approved, and printed as other papers are: part by part and kept.
"""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from meetings.documents.models import Document, DocumentVersion
from meetings.municipal.beside import edition_for
from meetings.municipal.shares import figures_for
from meetings.papers import downloads as papers
from meetings.papers import printing
from meetings.papers.printing import PrintedPaper
from rorikt.jobs import queue
from rorikt.jobs.queue import Progress
from rorikt.pages import downloads
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.printing import kept_pdfs

NOT_SHARED = "Ikke delt:"


def edition_of(paper: PrintedPaper, municipality: Municipality) -> PrintedPaper:
    """`paper` as one municipality reads it."""
    figures = figures_for(paper.content, municipality.number, municipality.name)
    about = [*figures.keys, " ".join([NOT_SHARED, *figures.lacks])]
    content = edition_for(paper.content, municipality.number, municipality.name, about)
    return PrintedPaper(f"{paper.title} - utgave for {municipality.name}", content, has_exempt=paper.has_exempt)


def deliver(
    request: HttpRequest,
    document: Document,
    version: DocumentVersion | None,
    municipality: Municipality,
    *,
    is_public: bool,
) -> HttpResponseBase:
    """The kept PDF, or the page of the job that makes it. `version` is None for the draft."""
    paper = edition_of(_paper(document, version, is_public=is_public), municipality)
    kept = kept_pdfs.find(paper.key)
    if kept:
        is_exempt = paper.has_exempt or bool(document.exempt_part)
        return downloads.deliver(request, kept.path, kept.sha256, paper.file_name, is_exempt=is_exempt, of=document)
    row: dict[str, Any] = {"version_id": version.pk} if version else {"document_id": document.pk}
    return redirect(
        queue.start(
            make_edition,
            key=paper.key,
            title=paper.title,
            by=person(request),
            number=municipality.number,
            is_public=version is not None and not paper.has_exempt,
            **row,
        )
    )


@queue.work("municipal edition", restartable=True, may_see=papers.may_see)
def make_edition(
    progress: Progress,
    *,
    number: str,
    document_id: int | None = None,
    version_id: int | None = None,
    is_public: bool = False,
) -> str:
    """Print one edition; the path where it is then delivered."""
    progress("Samler innholdet", 5)
    municipality = Municipality.objects.get(number=number)
    if version_id is not None:
        version = DocumentVersion.objects.select_related("document").get(pk=version_id)
        document, url = (
            version.document,
            reverse("meetings:version-edition-pdf", args=[version.document_id, version.sequence, number]),
        )
    else:
        version, document = None, Document.objects.get(pk=cast(int, document_id))
        url = reverse("meetings:document-edition-pdf", args=[document.pk, number])
    printing.printed(edition_of(_paper(document, version, is_public=is_public), municipality), progress)
    kept_pdfs.prune(settings.PAPERS_MEGABYTES)
    return url


def _paper(document: Document, version: DocumentVersion | None, *, is_public: bool) -> PrintedPaper:
    if version is None:
        return printing.draft_of(document)
    return printing.paper_of_version(version, is_public=is_public)
