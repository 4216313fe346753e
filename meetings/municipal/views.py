"""A document's figures for one municipality, of a draft or an approved version, and its edition with the shares beside.

Whoever reads it may see them all: every municipality's share follows from the key that stands in the document.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse

from meetings.documents.finding import document_crumbs, find_document
from meetings.documents.models import Document, DocumentVersion
from meetings.municipal import editions
from meetings.municipal.forms import SwitchForm
from meetings.municipal.shares import figures_for
from meetings.municipal.whose import may_choose, municipality_of, show, shown_for
from meetings.papers.beside import content_to_show, may_see_exempt, newest_to_show
from rorikt.pages.editing import store_page
from rorikt.pages.going_back import is_own_page
from rorikt.people.models import Municipality
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import printed_tables


@needs("meetings.view_document")
def own_municipality(request: HttpRequest) -> HttpResponse:
    """Switched on and off from the pages; here one who is of no municipality chooses which."""
    user = person(request)
    back = request.GET.get("tilbake", "")
    initial = {"is_on": True if municipality_of(user) is None else shown_for(user) is not None, "back": back}
    form = SwitchForm(request.POST or None, user=user, initial=initial)

    def store() -> str:
        show(user, is_on=form.cleaned_data["is_on"], municipality=form.cleaned_data.get("municipality"))
        return str(form.cleaned_data["back"])

    above = request.POST.get("back") or back
    crumbs = [("Siden du var på", above if is_own_page(above) else reverse("rorikt:home"))]
    heading = "Tall for én kommune" if may_choose(user) else "Tall for min kommune"
    return store_page(request, form, store, heading=heading, crumbs=crumbs)


@needs("meetings.view_document")
def document_for(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Of the draft for those who write, once it differs from what was approved; else of the newest version."""
    found = find_document(request, pk)
    return _page(request, found, newest_to_show(request, found), number)


@needs("meetings.view_document")
def version_for(request: HttpRequest, pk: int, sequence: int, number: str) -> HttpResponse:
    found = find_document(request, pk)
    return _page(request, found, get_object_or_404(found.versions, sequence=sequence), number)


@needs("meetings.view_document")
def document_for_pdf(request: HttpRequest, pk: int, number: str) -> HttpResponseBase:
    found = find_document(request, pk)
    return _pdf(request, found, newest_to_show(request, found), number)


@needs("meetings.view_document")
def version_for_pdf(request: HttpRequest, pk: int, sequence: int, number: str) -> HttpResponseBase:
    found = find_document(request, pk)
    return _pdf(request, found, get_object_or_404(found.versions, sequence=sequence), number)


@needs("meetings.view_document")
def document_edition_pdf(request: HttpRequest, pk: int, number: str) -> HttpResponseBase:
    """The whole paper with the shares of one municipality beside its totals."""
    found = find_document(request, pk)
    return _edition(request, found, newest_to_show(request, found), number)


@needs("meetings.view_document")
def version_edition_pdf(request: HttpRequest, pk: int, sequence: int, number: str) -> HttpResponseBase:
    found = find_document(request, pk)
    return _edition(request, found, get_object_or_404(found.versions, sequence=sequence), number)


def _edition(
    request: HttpRequest, document: Document, version: DocumentVersion | None, number: str
) -> HttpResponseBase:
    municipality = get_object_or_404(Municipality, number=number)
    return editions.deliver(request, document, version, municipality, is_public=not may_see_exempt(request))


def _page(request: HttpRequest, document: Document, version: DocumentVersion | None, number: str) -> HttpResponse:
    shown = _shown(request, document, version, number)
    others = [
        (one.name, _url(document, version, one.number), one.number == number) for one in Municipality.objects.all()
    ]
    context = {
        **shown,
        "document": document,
        "crumbs": document_crumbs(document),
        "others": others,
        "text_url": (version or document).get_absolute_url(),
        "pdf_url": f"{_url(document, version, number)}pdf/",
        "edition_url": f"{_url(document, version, number)}utgave/pdf/",
    }
    return render(request, "meetings/municipal/figures.html", context)


def _pdf(request: HttpRequest, document: Document, version: DocumentVersion | None, number: str) -> HttpResponseBase:
    shown = _shown(request, document, version, number)
    content, name = shown["content"], shown["municipality"].name
    title = f"{content.file_title} - tall for {name}{' (utkast)' if content.is_draft else ''}"
    html = render_to_string("print/municipal.html", shown)
    return printed_tables.deliver_html(request, title, html, origin=_url(document, version, number))


def _shown(request: HttpRequest, document: Document, version: DocumentVersion | None, number: str) -> dict[str, Any]:
    municipality = get_object_or_404(Municipality, number=number)
    content = content_to_show(request, document, version)
    return {
        "content": content,
        "municipality": municipality,
        "figures": figures_for(content, municipality.number, municipality.name),
    }


def _url(document: Document, version: DocumentVersion | None, number: str) -> str:
    if version is None:
        return reverse("meetings:document-for", args=[document.pk, number])
    return reverse("meetings:version-for", args=[document.pk, version.sequence, number])
