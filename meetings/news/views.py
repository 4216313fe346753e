"""«Jeg har sett endringene»: what is new is told no more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.finding import find_meeting
from meetings.documents.finding import find_document
from meetings.news.actions import settle
from meetings.news.report import everything_of, newest_of
from rorikt.people.permissions import needs
from rorikt.people.person import person


@require_POST
@needs("meetings.view_document")
def settle_paper(request: HttpRequest, pk: int) -> HttpResponse:
    document = find_document(request, pk)
    if (newest := newest_of(document)) is not None:
        settle([(document, newest)], by=person(request), now=timezone.now())
        messages.success(request, "Endringene er ikke lenger merket.")
    return redirect(document)


@require_POST
@needs("meetings.view_meeting")
def settle_meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting, user = find_meeting(year, sequence), person(request)
    settle(everything_of(meeting, user), by=user, now=timezone.now())
    messages.success(request, "Alt i møtet er merket som sett.")
    return redirect(meeting)
