"""The page that the board reads first, of a draft or of an approved version, and the choice of its key figures."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from meetings.documents.finding import document_crumbs, find_document
from meetings.documents.models import Document, DocumentVersion
from meetings.key_figures import choosing
from meetings.key_figures.gathering import summary_in
from meetings.papers.beside import SUMMARY, ShownPaper, adapted, content_to_show, may_see_exempt, newest_to_show
from meetings.paragraphs.leading import figure_url
from meetings.summary.beside import said_in
from meetings.summary.forms import InShortForm, KeyFiguresForm
from meetings.summary.one_page import summary_html
from meetings.summary.plain_words import hints_on
from rorikt.pages.beside import pieces_of
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import printed_tables


@needs("meetings.view_document")
def document_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the draft for those who write, once it differs from what was approved; else of the newest version."""
    found = _find(request, pk)
    return _page(request, found, newest_to_show(request, found))


@needs("meetings.view_document")
def version_summary(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    found = _find(request, pk)
    return _page(request, found, get_object_or_404(found.versions, sequence=sequence))


@needs("meetings.view_document")
def document_summary_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _find(request, pk)
    return _pdf(request, found, newest_to_show(request, found))


@needs("meetings.view_document")
def version_summary_pdf(request: HttpRequest, pk: int, sequence: int) -> HttpResponseBase:
    found = _find(request, pk)
    return _pdf(request, found, get_object_or_404(found.versions, sequence=sequence))


@needs("meetings.change_document")
def choose_key_figures(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = KeyFiguresForm(request.POST or None, document=found)

    def store() -> str:
        chosen = form.cleaned_data["key_figures"]
        choosing.choose(found, chosen, by=person(request), now=timezone.now())
        messages.success(request, "Nøkkeltallene er lagret.")
        return reverse("meetings:document-summary", args=[pk])

    crumbs = [*document_crumbs(found), ("Sammendrag", reverse("meetings:document-summary", args=[pk]))]
    return store_page(request, form, store, heading="Velg nøkkeltall", crumbs=crumbs)


@needs("meetings.write_in_short")
def write_in_short(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of the text afterwards are hints: it is stored as it was written."""
    found = _find(request, pk)
    form = InShortForm(request.POST or None, initial={"in_short": found.in_short or ""})

    def store() -> str:
        choosing.write_in_short(found, form.cleaned_data["in_short"], by=person(request), now=timezone.now())
        messages.success(request, "«Kort sagt» er lagret.")
        return f"{reverse('meetings:document-summary', args=[pk])}#kort-sagt"

    crumbs = [*document_crumbs(found), ("Sammendrag", reverse("meetings:document-summary", args=[pk]))]
    return store_page(request, form, store, heading="Skriv «Kort sagt»", crumbs=crumbs)


def _find(request: HttpRequest, pk: int) -> Document:
    """Raises Http404 for minutes, which have none."""
    found = find_document(request, pk)
    if found.kind == Document.Kind.MINUTES:
        raise Http404
    return found


def _page(request: HttpRequest, document: Document, version: DocumentVersion | None) -> HttpResponse:
    is_public = version is not None and not may_see_exempt(request)
    paper = ShownPaper(document, version, content_to_show(request, document, version), is_public)
    content = adapted(request, paper).content
    summary = summary_in(content)
    sequence = version.sequence if version else None
    context = {
        "pieces": pieces_of(SUMMARY, request, paper),
        "figures_url": figure_url(document.pk, sequence, "x").removesuffix("x/"),
        "document": document,
        "content": content,
        "summary": summary,
        "asked": summary.asked.split("\n\n") if summary.asked else [],
        "crumbs": document_crumbs(document),
        "text_url": (version or document).get_absolute_url(),
        "pdf_url": f"{_url(document, version)}pdf/",
        "may_choose": request.user.has_perm("meetings.change_document"),
        "may_write": (may_write := request.user.has_perm("meetings.write_in_short")),
        "hints": hints_on(document.in_short or "", said_in(content)) if may_write and content.is_draft else [],
    }
    return render(request, "meetings/summary/summary.html", context)


def _pdf(request: HttpRequest, document: Document, version: DocumentVersion | None) -> HttpResponseBase:
    content = content_to_show(request, document, version)
    name = f"{content.file_title} - sammendrag{' (utkast)' if content.is_draft else ''}"
    return printed_tables.deliver_html(request, name, summary_html(content), origin=_url(document, version))


def _url(document: Document, version: DocumentVersion | None) -> str:
    if version is None:
        return reverse("meetings:document-summary", args=[document.pk])
    return reverse("meetings:version-summary", args=[document.pk, version.sequence])
