"""The page of what comes near in the registers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetings.register_reminders.days import LOOKED_BACK, days_for_writer, own_days
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables.listing import page_of


@needs("meetings.view_registers")
def register_days(request: HttpRequest) -> HttpResponse:
    """Of the registers that the person writes in, or only what is told to that person."""
    user, today = person(request), timezone.localdate()
    is_own = request.GET.get("mine") == "ja"
    found = own_days(user, today) if is_own else days_for_writer(user, today)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": [(due, due.is_late(today)) for due in page],
        "is_own": is_own,
        "looked_back": LOOKED_BACK.days,
    }
    return render(request, "meetings/register_reminders/days.html", context)
