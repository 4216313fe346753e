"""A document found by its address for who may see it, the way to it, and the estimates that papers show."""

from collections.abc import Collection, Iterable, Sequence

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.documents.models import Document, Section
from rorikt.audit.reading import note_reading
from rorikt.pages.editing import Crumbs
from rorikt.people.person import person

DOCUMENT = "dokumenter/<int:pk>/"  # how the address of a document begins, for all that lies below it


def may_see_drafts(request: HttpRequest) -> bool:
    return request.user.has_perm("meetings.view_draft")


def find_document(request: HttpRequest, pk: int) -> Document:
    """With the title it has for the person: that of its approved text for those who read that alone.

    Raises Http404 for a draft that the person may not see: only writers may know that there is one.
    """
    documents = Document.objects.visible_to(person(request)).select_related(
        "agenda_item__meeting", "agenda_item__treatment"
    )
    if may_see_drafts(request):
        found = get_object_or_404(documents, pk=pk)
    else:
        found = get_object_or_404(documents.titled_as_approved(), pk=pk)
        found.title = found.title_then  # type: ignore[attr-defined]  # its annotation
    note_document(request, found)
    return found


def note_document(request: HttpRequest, document: Document, *, has_exempt: bool = False) -> None:
    """That somebody opened what is exempt is in the trail before it is shown. `has_exempt`: a part of it is."""
    item = document.agenda_item
    is_closed = document.is_exempt or (item is not None and item.is_exempt)
    if has_exempt or is_closed or (document.cost_estimate_id and document.exempt_part):
        note_reading(request, document, what="siden")


def find_section(pk: int) -> Section:
    """With what decides who may write it."""
    return get_object_or_404(Section.objects.select_related("document__agenda_item__meeting"), pk=pk)


def document_crumbs(document: Document) -> Crumbs:
    return [("Dokumenter", reverse("meetings:documents")), (document.title, document.get_absolute_url())]


def estimates_in_papers(references: Collection[int]) -> Iterable[tuple[int, int]]:
    """Primary key of each cost estimate that a paper of one of these cases shows, with the reference to that case."""
    papers = Document.objects.filter(cost_estimate__isnull=False, agenda_item__reference__in=references)
    return papers.order_by("pk").values_list("cost_estimate", "agenda_item__reference")


def document_tabs(request: HttpRequest, document: Document, current: str) -> Sequence[tuple[str, str, bool]]:
    """The pages of one document for those who write it; readers have only the text."""
    names = [("Tekst", "document"), ("Tavle", "document-board"), ("Disposisjon", "document-outline")]
    names += [("Egne tall og tabeller", "document-data"), ("Kontroll", "document-review")]
    if not may_see_drafts(request):
        return []
    if request.user.has_perm("meetings.change_document"):
        names.append(("Opplysninger", "document-edit"))
    return [(label, reverse(f"meetings:{name}", args=[document.pk]), name == current) for label, name in names]
