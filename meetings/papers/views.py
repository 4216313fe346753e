"""Documents as web pages: the draft for those who write it, the approved versions for everyone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from meetings.agenda.decided import outcome_of
from meetings.documents.content import Content
from meetings.documents.finding import document_tabs, find_document, note_document
from meetings.documents.models import Document, DocumentVersion
from meetings.objections import moved
from meetings.papers import beside, compose, downloads
from meetings.papers.beside import PAPER, ShownPaper, may_see_exempt, newest_to_show
from meetings.papers.checks import placed_sections
from meetings.papers.render import page_context
from meetings.paragraphs.leading import Leads
from rorikt.audit.history import history_for
from rorikt.pages.beside import pieces_of
from rorikt.people.models import Municipality
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.view_document")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft for those who write, once it differs from what was approved; else the newest approved version."""
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    if newest:
        return _version_page(request, found, newest, is_public=not may_see_exempt(request))
    return _page(request, found, compose.compose(found), None)


@needs("meetings.view_document")
def version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    found = find_document(request, pk)
    shown = get_object_or_404(found.versions, sequence=sequence)
    return _version_page(request, found, shown, is_public=not may_see_exempt(request))


@needs("meetings.view_document")
def public_version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    """As the public reads it, for everyone."""
    found = find_document(request, pk)
    return _version_page(request, found, get_object_or_404(found.versions, sequence=sequence), is_public=True)


def _version_page(request: HttpRequest, document: Document, shown: DocumentVersion, *, is_public: bool) -> HttpResponse:
    content = shown.frozen_public if is_public else shown.frozen
    other = shown.public_content is not None and may_see_exempt(request)
    if shown.public_content is not None and not is_public:
        note_document(request, document, has_exempt=True)
    return _page(
        request,
        document,
        content,
        shown,
        pdf_url=downloads.version_url(shown, is_public=is_public, pdf=True),
        is_public=is_public and shown.public_content is not None,
        other_url=downloads.version_url(shown, is_public=not is_public) if other else "",
    )


def _page(
    request: HttpRequest, document: Document, content: Content, shown: DocumentVersion | None, **edition: Any
) -> HttpResponse:
    """`edition`: what is public of a version, and where its other edition is."""
    versions = list(document.versions.select_related("approved_by", "seal").defer("content", "public_content"))
    paper = ShownPaper(document, shown, content, bool(edition.get("is_public")))
    marks = beside.marks_of(request, paper)
    content = beside.adapted(request, paper).content
    sequence = shown.sequence if shown else None
    page = page_context(content, document.pk, marks, Leads(document.pk, sequence, is_public=_is_apart(edition)))
    closings = beside.closings_of(request, paper)
    context = {
        **page,
        **({} if shown else _with_what_moved(document, content, page["sections"])),
        "pieces": pieces_of(PAPER, request, paper),
        "document": document,
        "shown": shown,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "error_count": len(list(content.errors)),
        "tabs": document_tabs(request, document, "document"),
        "may_change": request.user.has_perm("meetings.view_draft"),
        "check": document.quality_checks.filter(mark=document.mark).select_related("checked_by").first()
        if document.is_checked and not shown
        else None,
        "may_check": request.user.has_perm("meetings.check_document") and not document.minutes_of_id,
        "may_succeed": request.user.has_perm("meetings.change_document") and document.kind != Document.Kind.MINUTES,
        "may_approve": request.user.has_perm("meetings.approve_document") and not document.minutes_of_id,
        "history": history_for(person(request), "meetings.change_document", document),
        "outcome": outcome_of(document.agenda_item) if document.agenda_item else None,
        "pdf_url": reverse("meetings:document-pdf", args=[document.pk]),
        "own_number": _own_number(request),
        **edition,
    }
    context["sections"] = [{**one, "closings": closings.get(one["anchor"], ())} for one in context["sections"]]
    return render(request, "meetings/papers/document.html", context)


def _own_number(request: HttpRequest) -> str:
    """That of the person's municipality, or of the first one; empty where there is none yet."""
    own: str | None = person(request).municipality_id
    return own or Municipality.objects.values_list("number", flat=True).first() or ""


def _is_apart(edition: dict[str, Any]) -> bool:
    """The public edition of what this person may read the whole of."""
    return bool(edition.get("is_public") and edition.get("other_url"))


def _with_what_moved(document: Document, content: Content, shown: list[dict[str, Any]]) -> dict[str, Any]:
    """The shown sections of a draft, with what the figures were that moved since their sentences were written."""
    figures = {figure.key: figure for figure in content.figures}
    placed = placed_sections(document)
    written = moved.written_of([section for _, _, section in placed])
    was = {
        anchor: {token: before for _, _, token, before, _ in moved.moved(section.body, figures, written[section.pk])}
        for _, anchor, section in placed
        if section.pk in written
    }
    for section in shown:
        old = was.get(section["anchor"], {})
        section["blocks"] = [
            {**block, "html": moved.marked(block["html"], old)} if "html" in block else block
            for block in section["blocks"]
        ]
    return {"sections": shown, "moved_count": sum(map(len, was.values()))}


@needs("meetings.view_document")
def document_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    if newest:
        return downloads.deliver_version(request, newest, is_public=not may_see_exempt(request))
    return downloads.deliver_document(request, found)


@needs("meetings.view_document")
def version_pdf(request: HttpRequest, pk: int, sequence: int) -> HttpResponseBase:
    found = find_document(request, pk)
    shown = get_object_or_404(found.versions, sequence=sequence)
    return downloads.deliver_version(request, shown, is_public=not may_see_exempt(request))


@needs("meetings.view_document")
def public_version_pdf(request: HttpRequest, pk: int, sequence: int) -> HttpResponseBase:
    found = find_document(request, pk)
    return downloads.deliver_version(request, get_object_or_404(found.versions, sequence=sequence), is_public=True)
