"""What the pages of meetings and documents share: finding what a person may see."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.models import AgendaItem, Document, Meeting
from rorikt.pages.editing import Crumbs
from rorikt.people.person import person


def may_see_drafts(request: HttpRequest) -> bool:
    return request.user.has_perm("meetings.view_draft")


def find_document(request: HttpRequest, pk: int) -> Document:
    """Whether a draft exists is nobody's business but the writers'."""
    documents = Document.objects.visible_to(person(request)).select_related("agenda_item__meeting")
    return get_object_or_404(documents, pk=pk)


def find_meeting(year: int, sequence: int) -> Meeting:
    return get_object_or_404(Meeting, year=year, sequence=sequence)


def find_item(year: int, sequence: int, item: int) -> AgendaItem:
    items = AgendaItem.objects.select_related("meeting")
    return get_object_or_404(items, meeting__year=year, meeting__sequence=sequence, sequence=item)


def meeting_crumbs(meeting: Meeting, item: AgendaItem | None = None) -> Crumbs:
    crumbs = [("Møter", reverse("meetings:meetings")), (f"Møte {meeting.number}", meeting.get_absolute_url())]
    return [*crumbs, (item.number, item.get_absolute_url())] if item else crumbs


def document_crumbs(document: Document) -> Crumbs:
    return [("Dokumenter", reverse("meetings:documents")), (document.title, document.get_absolute_url())]
