"""Pages of absence from a meeting that is to come: all seats for those who run it, and one tap for a member."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.absence import actions
from meetings.absence.actions import Called
from meetings.absence.standing import standings_of
from meetings.agenda.finding import find_meeting, meeting_crumbs
from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from rorikt.mail.links import link_by_site
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words


class ReasonForm(forms.Form):
    """Why somebody cannot come may be left out."""

    reason = forms.CharField(label="Grunn", max_length=200, required=False)


@needs("meetings.send_notice")
def absences(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    context = {
        "meeting": meeting,
        "standings": standings_of(meeting),
        "is_over": meeting.opened_at is not None or meeting.is_over,
        "crumbs": meeting_crumbs(meeting),
    }
    return render(request, "meetings/absence/absences.html", context)


@require_POST
@needs("meetings.report_absence", of=lambda **address: _seat(address))
def report_absence(request: HttpRequest, seat: CouncilMember) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def report(meeting: Meeting) -> str:
        site = link_by_site(request, "/")
        called = actions.report_absence(meeting, seat, reason=reason, site=site, by=person(request), now=timezone.now())
        return f"Forfallet til {seat.name} er meldt. {_told(called)}".strip()

    return _answer(request, report)


@require_POST
@needs("meetings.report_absence", of=lambda **address: _seat(address))
def withdraw_absence(request: HttpRequest, seat: CouncilMember) -> HttpResponse:
    def withdraw(meeting: Meeting) -> str:
        site = link_by_site(request, "/")
        called = actions.withdraw_absence(meeting, seat, site=site, by=person(request), now=timezone.now())
        told = f" {called.substitute.name} er ikke lenger kalt inn." if called.substitute else ""
        by_mail = " og får e-post om det." if called.is_told else ""
        return f"Forfallet til {seat.name} er trukket.{told.rstrip('.') + by_mail if by_mail else told}"

    return _answer(request, withdraw)


@require_POST
@needs("meetings.send_notice")
def call_substitute(request: HttpRequest, year: int, sequence: int, seat: int) -> HttpResponse:
    absent = get_object_or_404(CouncilMember, pk=seat)

    def call(meeting: Meeting) -> str:
        site = link_by_site(request, "/")
        called = actions.call_substitute(meeting, absent, site=site, by=person(request), now=timezone.now())
        if called.substitute is None:
            raise ValidationError(NO_SUBSTITUTE)
        return _told(called)

    return _answer(request, call)


NO_SUBSTITUTE = "Ingen flere varamedlemmer fra kommunen kan kalles inn. Ta kontakt med kommunen."


def _seat(address: dict[str, int]) -> CouncilMember:
    return get_object_or_404(CouncilMember.objects.select_related("user", "municipality"), pk=address["seat"])


def _told(called: Called) -> str:
    if called.substitute is None:
        return NO_SUBSTITUTE if called.is_needed else ""
    by_mail = " og får innkallingen på e-post." if called.is_told else "."
    return f"{called.substitute.name} er kalt inn som vara{by_mail}"


def _answer(request: HttpRequest, act: Callable[[Meeting], str]) -> HttpResponse:
    """Back to where it was asked: the page of all seats for those who run meetings, else that of the meeting."""
    address = request.resolver_match.kwargs if request.resolver_match else {}
    meeting = find_meeting(address["year"], address["sequence"])
    try:
        with told_in_words():
            messages.success(request, act(meeting))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if request.user.has_perm("meetings.send_notice"):
        return redirect("meetings:absences", meeting.year, meeting.sequence)
    return redirect(meeting)
