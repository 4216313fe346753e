"""What stands behind a figure or a cell of a document: a page of its own, which a wide screen shows beside the text."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from meetings.behind.earlier import Then, cell_then, figure_then, number_of
from meetings.behind.page import behind
from meetings.behind.subjects import Subject, find_figure, find_place, subject_of
from meetings.documents.content import Content
from meetings.documents.finding import document_crumbs, find_document
from meetings.documents.models import Document, DocumentVersion
from meetings.papers.beside import content_to_show, may_see_exempt, newest_to_show
from meetings.papers.downloads import version_url
from meetings.paragraphs.leading import EDITION, FROM, PUBLIC
from meetings.paragraphs.paragraphs import Paragraph
from rorikt.people.permissions import needs
from rorikt.people.person import person

# Of an earlier version, with the content that this person may read of it.
Earlier = Callable[[DocumentVersion, Content], Then | None]


@needs("meetings.view_document")
def document_figure(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Of the draft for those who write, once it differs from what was approved; else of the newest version."""
    found = find_document(request, pk)
    return _figure(request, found, newest_to_show(request, found), key)


@needs("meetings.view_document")
def version_figure(request: HttpRequest, pk: int, sequence: int, key: str) -> HttpResponse:
    found = find_document(request, pk)
    return _figure(request, found, get_object_or_404(found.versions, sequence=sequence), key)


@needs("meetings.view_document")
def document_cell(request: HttpRequest, pk: int, name: str, row: str, column: int) -> HttpResponse:
    found = find_document(request, pk)
    return _cell(request, found, newest_to_show(request, found), name, row, column)


@needs("meetings.view_document")
def version_cell(request: HttpRequest, pk: int, sequence: int, name: str, row: str, column: int) -> HttpResponse:
    found = find_document(request, pk)
    return _cell(request, found, get_object_or_404(found.versions, sequence=sequence), name, row, column)


def _figure(request: HttpRequest, document: Document, version: DocumentVersion | None, key: str) -> HttpResponse:
    content = _content(request, document, version)
    found = find_figure(content, key)
    if found is None:
        raise Http404
    subject, figure = found

    def then(earlier: DocumentVersion, said: Content) -> Then | None:
        return figure_then(key, figure, earlier, said)

    return _page(request, document, version, content, subject, then)


def _cell(
    request: HttpRequest, document: Document, version: DocumentVersion | None, name: str, row: str, column: int
) -> HttpResponse:
    content = _content(request, document, version)
    place = find_place(content, name, row, column)
    if place is None:
        raise Http404

    def then(earlier: DocumentVersion, said: Content) -> Then | None:
        return cell_then(place, earlier, said)

    return _page(request, document, version, content, subject_of(content, place), then)


def _is_public(request: HttpRequest) -> bool:
    """Follows from who reads; one who may read the whole can have come from the edition of the public."""
    return not may_see_exempt(request) or request.GET.get(EDITION) == PUBLIC


def _content(request: HttpRequest, document: Document, version: DocumentVersion | None) -> Content:
    if version and _is_public(request):
        return version.frozen_public
    return content_to_show(request, document, version)


def _page(
    request: HttpRequest,
    document: Document,
    version: DocumentVersion | None,
    content: Content,
    subject: Subject,
    then: Earlier,
) -> HttpResponse:
    now = Then(subject.as_of, content.title, subject.text, number_of(subject.value))
    is_public = _is_public(request)
    text_url = (
        version_url(version, is_public=is_public) if version else reverse("meetings:document", args=[document.pk])
    )
    places = [(one.section, f"{text_url}#{one.address}") for one in subject.places]
    context: dict[str, Any] = {
        "behind": behind(subject, content, document, person(request), then, now),
        "content": content,
        "version": version,
        "crumbs": document_crumbs(document),
        "back": _back(request, subject.places, text_url),
        "places": places,
        "text_url": text_url,
    }
    return render(request, "meetings/behind/figure.html", context)


def _back(request: HttpRequest, places: tuple[Paragraph, ...], text_url: str) -> tuple[str, str]:
    """The paragraph it was followed from, or the first one; what it is called and its address."""
    wanted = request.GET.get(FROM, "")
    place = next((one for one in places if one.name == wanted), places[0] if places else None)
    if place is None:
        return "Tilbake til dokumentet", text_url
    return f"Tilbake til {place.section.called}", f"{text_url}#{place.address}"
