"""Documents as web pages: the draft for those who write it, the approved versions for everyone."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse

from meetings.agenda.decided import outcome_of
from meetings.documents.content import Content
from meetings.documents.finding import document_tabs, find_document, note_document
from meetings.documents.models import Document, DocumentVersion
from meetings.kept_versions.contents import identity, one_of
from meetings.kept_versions.texts import Places, closing_place, text_of
from meetings.objections import moved
from meetings.papers import beside, compose, downloads
from meetings.papers.beside import PAPER, ShownPaper, may_see_exempt, newest_to_show
from meetings.papers.checks import placed_sections
from meetings.papers.render import page_context
from meetings.paragraphs.leading import Leads
from meetings.paragraphs.paragraphs import Marks
from rorikt.audit.history import history_for
from rorikt.keeping.answers import kept
from rorikt.pages.beside import pieces_of
from rorikt.people.models import Municipality
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.view_document")
@kept
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft for those who write, once it differs from what was approved; else the newest approved version."""
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    if newest:
        return _version_page(request, found, newest, is_public=not may_see_exempt(request))
    return _page(request, found, compose.compose(found), None)


@needs("meetings.view_document")
@kept
def version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    found = find_document(request, pk)
    shown = one_of(found.versions.all(), sequence=sequence)
    return _version_page(request, found, shown, is_public=not may_see_exempt(request))


@needs("meetings.view_document")
@kept
def public_version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    """As the public reads it, for everyone."""
    found = _find_public(request, pk)
    return _version_page(request, found, one_of(found.versions.all(), sequence=sequence), is_public=True)


def _find_public(request: HttpRequest, pk: int) -> Document:
    """Raises Http404 for one that is closed as a whole, of which the public packet has nothing either: its text at an
    address that says «offentlig» would be published."""
    found = find_document(request, pk)
    if found.exempt_part:
        raise Http404
    return found


def _version_page(request: HttpRequest, document: Document, shown: DocumentVersion, *, is_public: bool) -> HttpResponse:
    content = shown.frozen_public if is_public else shown.frozen
    other = shown.is_apart and may_see_exempt(request) and (is_public or not document.exempt_part)
    if shown.is_apart and not is_public:
        note_document(request, document, has_exempt=True)
    return _page(
        request,
        document,
        content,
        shown,
        pdf_url=downloads.version_url(shown, is_public=is_public, pdf=True),
        is_public=is_public and shown.is_apart,
        other_url=downloads.version_url(shown, is_public=not is_public) if other else "",
    )


def _page(
    request: HttpRequest, document: Document, content: Content, shown: DocumentVersion | None, **edition: Any
) -> HttpResponse:
    """`edition`: what is public of a version, and where its other edition is."""
    versions = list(document.versions.select_related("approved_by", "seal").defer("content", "public_content"))
    paper = ShownPaper(document, shown, content, bool(edition.get("is_public")))
    marks, closings = beside.marks_of(request, paper), beside.closings_of(request, paper)
    content = beside.adapted(request, paper).content
    leads = Leads(document.pk, shown.sequence if shown else None, is_public=_is_apart(edition))
    page = (
        _draft_text(content, document, marks, leads, closings)
        if shown is None
        else _approved_text(paper, content, marks, leads, closings)
    )
    context = {
        **page,
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
    return render(request, "meetings/papers/document.html", context)


def _approved_text(
    paper: ShownPaper, content: Content, marks: Marks, leads: Leads, closings: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The same for all who read this edition, unless something is added to it for this person."""

    def draw() -> tuple[str, Sequence[Any]]:
        page = page_context(content, paper.document.pk, Places(), leads)
        for one in page["sections"]:
            one["closings"] = [closing_place(one["anchor"])]
        return render_to_string("document/sections.html", page), page["explained"]

    text = text_of(_key_of(paper, content, leads), draw)
    return {"content": content, "text": text.filled(marks, closings), "explained": text.explained}


def _key_of(paper: ShownPaper, content: Content, leads: Leads) -> Hashable | None:
    """`None` unless what is shown is this very edition, with nothing added to it."""
    version = paper.version
    if version is None or content is not (version.frozen_public if paper.is_public else version.frozen):
        return None
    known = identity(version)
    return known and (known, paper.is_public, leads.ending)


def _draft_text(
    content: Content, document: Document, marks: Marks, leads: Leads, closings: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    page = page_context(content, document.pk, marks, leads)
    page |= _with_what_moved(document, content, page["sections"])
    for one in page["sections"]:
        one["closings"] = closings.get(one["anchor"], ())
    return page


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
    found = _find_public(request, pk)
    return downloads.deliver_version(request, get_object_or_404(found.versions, sequence=sequence), is_public=True)
