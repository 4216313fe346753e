"""From a page of the packet to the place on the web where it begins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from meetings.agenda.finding import find_meeting, meeting_crumbs
from meetings.paging import leading
from meetings.paging.forms import GoToPageForm
from meetings.paging.pages import page_url
from rorikt.people.permissions import needs
from rorikt.people.person import person


@require_safe
@needs("meetings.view_meeting")
def go_to_page(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """What was typed on the page of the meeting."""
    meeting = find_meeting(year, sequence)
    form = GoToPageForm(request.GET)
    if form.is_valid():
        return redirect(page_url(meeting, form.cleaned_data["side"]))
    for error in form.errors["side"]:
        messages.error(request, str(error))
    return redirect(meeting)


@require_safe
@needs("meetings.view_meeting")
def packet_page(request: HttpRequest, year: int, sequence: int, label: str) -> HttpResponse:
    """The paragraph or attachment where the page begins, or a sentence that says what it is instead."""
    meeting = find_meeting(year, sequence)
    place = leading.place_of(label, meeting, person(request))
    if place.url:
        return redirect(place.url)
    context = {"meeting": meeting, "label": label, "place": place, "crumbs": meeting_crumbs(meeting)}
    return render(request, "meetings/paging/page.html", context, status=200 if place.pdf_url else 404)
