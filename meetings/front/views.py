"""The front page: what must I do now, and what has happened. Kind where nothing is registered yet."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from budget.money.reader import Reader
from meetings.agenda.models import Meeting
from meetings.front.changes import changes_for
from meetings.front.home import (
    coming_meeting,
    headline,
    last_meeting,
    own_charges,
    own_share,
    setup_steps,
    where_it_stands,
)
from meetings.front.waiting import tasks_for
from meetings.preparing.checklist import Checklist, checklist_of, preparation_of
from meetings.readiness.findings import state_of_figures
from meetings.reading.room import room_of
from rorikt.keeping.answers import kept
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("rorikt.view_home")
@kept
def home(request: HttpRequest) -> HttpResponse:
    user = person(request)
    reader, today = Reader(user), timezone.localdate()
    coming = coming_meeting(today)
    figures = state_of_figures()
    first = headline(figures, today)
    tasks = tasks_for(user, today, coming, first, figures)
    steps = setup_steps()
    checklist = _checklist(user, coming, today, figures)
    standing = where_it_stands(coming, user, today, has_checklist=checklist is not None) if coming else ()
    context = {
        "today": today,
        "tasks": tasks,
        "is_moving": any(task.is_moving for task in tasks),
        "coming": coming,
        "standing": " ".join(standing),
        "last": last_meeting(today),
        "room": room_of(coming, user) if coming else None,
        "may_plan": user.has_perm("meetings.change_meeting"),
        "checklist": checklist,
        "changes": changes_for(user, reader),
        "share": own_share(user),
        "charges": list(own_charges(user, reader)),
        "has_officers_room": user.municipality_id is not None and user.has_perm("budget.view_officers_room"),
        "key_figures": first.figures,
        "steps": steps if user.has_perm("rorikt.change_reference_data") else [],
        "missing": [step.label for step in steps if not step.is_done],
    }
    return render(request, "meetings/front/home.html", context)


def _checklist(user: User, coming: Meeting | None, today: date, figures: str) -> Checklist | None:
    """For those who run the meetings, of one that is prepared; before that they have the button."""
    if coming is None or not user.has_perm("meetings.change_meeting"):
        return None
    is_begun = coming.stage != Meeting.Stage.PLANNED or getattr(coming, "is_prepared")  # noqa: B009
    return checklist_of(preparation_of(coming, today, figures)) if is_begun else None
