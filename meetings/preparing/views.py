"""The plan of meetings, the button that prepares the next one, and the list of what it lacks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.calling_off import cancel_meeting
from meetings.agenda.finding import find_meeting, meeting_crumbs
from meetings.agenda.models import Meeting
from meetings.preparing.checklist import checklist_of, preparation_of, with_setting
from meetings.preparing.forms import NextMeetingForm, PlanForm
from meetings.preparing.next_meeting import Prepared, is_prepared, next_planned, prepare, prepare_on
from meetings.preparing.plan import plan_meetings, usual, years_of_plans
from meetings.preparing.tables import PlanTable
from rorikt.pages.editing import delete_page, store_page
from rorikt.pages.fields import EARLIEST, LATEST
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import listing

CHANGE = "meetings.change_meeting"


@needs("meetings.view_meeting")
def this_years_plan(request: HttpRequest) -> HttpResponse:
    return _plan_page(request, timezone.localdate().year)


@needs("meetings.view_meeting")
def plan(request: HttpRequest, year: int) -> HttpResponse:
    return _plan_page(request, _possible(year))


def _plan_page(request: HttpRequest, year: int) -> HttpResponse:
    table = PlanTable(Meeting.objects.filter(year=year).annotate(cases=Count("agenda")))
    context = {
        "year": year,
        "years": [one for one in years_of_plans(timezone.localdate()) if one != year],
        "table": listing.configure(request, table),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "meetings/preparing/plan.html", context)


@needs(CHANGE)
def add_to_plan(request: HttpRequest, year: int) -> HttpResponse:
    """Several days at once, at the usual time and place."""
    form = PlanForm(request.POST or None, year=_possible(year), initial=_usual())

    def store() -> None:
        plan_meetings(form.cleaned_data.pop("days"), **form.cleaned_data, by=person(request), now=timezone.now())

    above = reverse("meetings:meeting-plan-year", args=[year])
    crumbs = [("Møter", reverse("meetings:meetings")), (f"Møteplan {year}", above)]
    return store_page(
        request, form, store, heading=f"Planlegg møter i {year}", crumbs=crumbs, told="Møtene er planlagt."
    )


def _usual() -> dict[str, Any]:
    starts_at, place = usual()
    return {"starts_at": starts_at, "place": place}


def _possible(year: int) -> int:
    """Raises Http404 for a year that no calendar here reaches."""
    if not EARLIEST.year <= year <= LATEST.year:
        raise Http404
    return year


@needs(CHANGE)
def prepare_next(request: HttpRequest) -> HttpResponse:
    """The button sends this. Where the plan has no meeting, or the page is opened by its address, it asks first."""
    now = timezone.now()
    coming = next_planned(timezone.localdate(now))
    if coming is None:
        return _ask_for_next(request)
    if request.method == "POST":
        try:
            with told_in_words():
                _tell(request, prepare(coming, by=person(request), now=now))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    elif not is_prepared(coming):
        return _ask_to_prepare(request, coming)
    return redirect("meetings:meeting-preparation", coming.year, coming.sequence)


def _ask_to_prepare(request: HttpRequest, coming: Meeting) -> HttpResponse:
    return render(request, "meetings/preparing/prepare.html", {"meeting": coming})


def _ask_for_next(request: HttpRequest) -> HttpResponse:
    """The button alone asks nothing: only what is typed is held against the form."""
    form = NextMeetingForm(request.POST if "held_on" in request.POST else None, initial=_usual())

    def store() -> str:
        by, now = person(request), timezone.now()
        meeting, prepared = prepare_on(form.cleaned_data.pop("held_on"), **form.cleaned_data, by=by, now=now)
        _tell(request, prepared)
        return reverse("meetings:meeting-preparation", args=[meeting.year, meeting.sequence])

    lead = "Møteplanen har ingen møter som kommer. Når skal neste møte være?"
    crumbs = [("Møter", reverse("meetings:meetings"))]
    return store_page(
        request, form, store, heading="Forbered neste møte", crumbs=crumbs, submit="Forbered møtet", lead=lead
    )


def _tell(request: HttpRequest, prepared: Prepared | None) -> None:
    if prepared:
        messages.success(request, str(prepared))


@needs(CHANGE)
def preparation(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = get_object_or_404(with_setting(Meeting.objects.all()), year=year, sequence=sequence)
    today = timezone.localdate()
    context = {
        "meeting": meeting,
        "checklist": None if meeting.is_over else checklist_of(preparation_of(meeting, today)),
        "today": today,
    }
    return render(request, "meetings/preparing/preparation.html", context)


@needs(CHANGE)
def cancel(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """Of one that nobody is summoned to: whoever is, has to be told."""
    meeting = find_meeting(year, sequence)
    if meeting.summoned_at and request.method == "GET":
        return redirect("meetings:notice-call-off", year, sequence)

    def call_off() -> None:
        if meeting.summoned_at:
            raise ValidationError("Møtet er innkalt. Avlys det fra innkallingen, så de som er innkalt, får vite det.")
        cancel_meeting(meeting, by=person(request), now=timezone.now())

    return delete_page(
        request,
        call_off,
        heading=f"Avlys møte {meeting.number}?",
        consequence="Møtet blir stående i møteplanen som avlyst. Sakene går tilbake til køen og venter på et annet.",
        crumbs=meeting_crumbs(meeting),
        verb="Avlys møtet",
        told=f"Møte {meeting.number} er avlyst.",
        done=meeting.get_absolute_url(),
    )
