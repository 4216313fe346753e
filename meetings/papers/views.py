"""Documents as web pages: the draft for those who write it, the approved versions for everyone."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from meetings.agenda.decided import outcome_of
from meetings.agenda.finding import neighbours_of
from meetings.documents.content import Content
from meetings.documents.finding import document_tabs, find_document, may_see_drafts
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import compose, downloads
from meetings.papers.render import page_context
from rorikt.audit.history import history_for
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.view_document")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft for those who write, once it differs from what was approved; else the newest approved version."""
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    if newest:
        return _page(request, found, newest.frozen, newest)
    return _page(request, found, compose.compose(found), None)


@needs("meetings.view_document")
def version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    found = find_document(request, pk)
    shown = get_object_or_404(found.versions, sequence=sequence)
    return _page(request, found, shown.frozen, shown)


def newest_to_show(request: HttpRequest, document: Document) -> DocumentVersion | None:
    """The approved version that stands for the document, unless this person is to see the draft."""
    if document.is_approved or not may_see_drafts(request):
        return document.versions.first()
    return None


def _page(request: HttpRequest, document: Document, content: Content, shown: DocumentVersion | None) -> HttpResponse:
    versions = list(document.versions.select_related("approved_by").defer("content"))
    context = {
        **page_context(content),
        "document": document,
        "shown": shown,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "error_count": len(list(content.errors)),
        "tabs": document_tabs(request, document, "document"),
        "may_change": request.user.has_perm("meetings.view_draft"),
        "may_approve": request.user.has_perm("meetings.approve_document"),
        "history": history_for(person(request), "meetings.change_document", document),
        "pdf_url": _pdf_url(document, shown),
        "outcome": outcome_of(document.agenda_item) if document.agenda_item else None,
        "neighbours": neighbours_of(document.agenda_item, person(request)) if document.agenda_item else [],
    }
    return render(request, "meetings/papers/document.html", context)


def _pdf_url(document: Document, shown: DocumentVersion | None) -> str:
    if shown:
        return reverse("meetings:version-pdf", args=[document.pk, shown.sequence])
    return reverse("meetings:document-pdf", args=[document.pk])


@needs("meetings.view_document")
def document_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    return downloads.deliver_version(request, newest) if newest else downloads.deliver_document(request, found)


@needs("meetings.view_document")
def version_pdf(request: HttpRequest, pk: int, sequence: int) -> HttpResponseBase:
    found = find_document(request, pk)
    return downloads.deliver_version(request, get_object_or_404(found.versions, sequence=sequence))
