"""Two versions of a document held against each other, as a page and as a PDF."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from meetings.comparing.difference import Difference, compare
from meetings.comparing.forms import DRAFT, ComparisonForm
from meetings.documents.content import Content
from meetings.documents.finding import document_crumbs, find_document, may_see_drafts
from meetings.documents.models import Document
from meetings.papers.beside import content_to_show
from rorikt.amounts import short_date
from rorikt.people.permissions import needs
from rorikt.tables import printed_tables


@dataclass(frozen=True)
class Comparison:
    """`old` and `new` are what the two are called; `title` is that of the newer one."""

    title: str
    old: str
    new: str
    difference: Difference
    query: str


@needs("meetings.view_document")
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_document(request, pk)
    choices = _choices(request, found)
    form = ComparisonForm(_asked(request, choices), choices=choices)
    shown = _comparison(request, found, form) if form.is_valid() else None
    context: dict[str, Any] = {"document": found, "form": form, "shown": shown, "crumbs": document_crumbs(found)}
    if shown:
        context["pdf_url"] = f"{reverse('meetings:comparison-pdf', args=[pk])}?{shown.query}"
    return render(request, "meetings/comparing/comparison.html", context)


@needs("meetings.view_document")
def comparison_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = find_document(request, pk)
    choices = _choices(request, found)
    form = ComparisonForm(_asked(request, choices), choices=choices)
    if not form.is_valid():
        raise Http404
    shown = _comparison(request, found, form)
    html = render_to_string("print/comparison.html", {"shown": shown, "running": [("Tittel", shown.title)]})
    origin = f"{reverse('meetings:comparison', args=[pk])}?{shown.query}"
    return printed_tables.deliver_html(request, f"{shown.title} - endringer", html, origin=origin)


def _choices(request: HttpRequest, document: Document) -> list[tuple[str, str]]:
    """The newest first; the draft for those who may see it, once it is more than what was approved."""
    versions = document.versions.defer("content", "public_content")
    choices = [(str(one.sequence), f"Versjon {one.sequence}, {short_date(one.approved_at)}") for one in versions]
    if may_see_drafts(request) and not document.is_approved:
        choices.insert(0, (DRAFT, "Utkastet slik det er nå"))
    return choices


def _asked(request: HttpRequest, choices: list[tuple[str, str]]) -> dict[str, str]:
    """The newest against the one before it, unless others are asked for."""
    keys = [key for key, _ in choices] or [""]
    usual = {"fra": keys[min(1, len(keys) - 1)], "til": keys[0]}
    return {name: request.GET.get(name) or usual[name] for name in usual}


def _comparison(request: HttpRequest, document: Document, form: ComparisonForm) -> Comparison:
    names = dict(form.fields["fra"].choices)  # type: ignore[attr-defined]
    first, last = form.cleaned_data["fra"], form.cleaned_data["til"]
    old, new = _content(request, document, first), _content(request, document, last)
    return Comparison(new.title, names[first], names[last], compare(old, new), f"fra={first}&til={last}")


def _content(request: HttpRequest, document: Document, key: str) -> Content:
    """As this person may read it: the public edition for those who may not see what is exempt."""
    version = None if key == DRAFT else document.versions.get(sequence=int(key))
    return content_to_show(request, document, version)
