"""The front page: what is going on, and what waits for the person who looks. Kind where nothing is registered yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetings.reading import cases
from meetings.reading.home import drafts, key_figures, meeting_at_hand, own_shares, setup_steps, unfinished_sections
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("rorikt.view_home")
def home(request: HttpRequest) -> HttpResponse:
    user = person(request)
    today = timezone.localdate()
    meeting = meeting_at_hand(today)
    steps = setup_steps()
    context = {
        "meeting": meeting,
        "is_coming": meeting is not None and meeting.held_on >= today,
        "cases": cases.agenda_for(meeting, user) if meeting else [],
        "key_figures": list(key_figures()),
        "may_plan": user.has_perm("meetings.change_meeting"),
        "may_approve": user.has_perm("meetings.approve_document"),
        "drafts": drafts() if user.has_perm("meetings.approve_document") else [],
        "sections": unfinished_sections(user),
        "is_author": user.role == user.Role.AUTHOR,
        "shares": own_shares(user),
        "steps": steps if user.has_perm("rorikt.change_reference_data") else [],
        "missing": [step.label for step in steps if not step.is_done],
        "today": today,
    }
    return render(request, "meetings/reading/home.html", context)
