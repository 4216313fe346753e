"""The page of deadlines: what is late, and what falls due next."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rorikt.amounts import NO_BREAK_SPACE, long_date, number, short_moment
from rorikt.calendar import ONE_DAY, local_day
from rorikt.people.permissions import needs
from rorikt.tables import export, listing
from support.deadlines.due import Falls, Horizon, counts, horizon, open_with_deadline
from support.deadlines.tables import DeadlineFilter, DeadlineTable
from support.sla.models import WorkingHours
from support.sla.policies import load_rules
from support.tickets.models import Ticket

OLD = timedelta(days=7)


@needs("support.view_ticket")
def deadlines(request: HttpRequest) -> HttpResponse:
    rules, now = load_rules(), timezone.now()
    if rules is None or now < rules.clock.begins:
        return render(request, "support/deadlines/deadlines.html")
    seen = horizon(rules, now)
    everything = open_with_deadline(seen)
    chosen = DeadlineFilter(request.GET, everything)
    found = chosen.qs if chosen.form.is_valid() else everything.none()
    table = DeadlineTable(found.select_related("category", "municipality", "team"))
    if answer := export.answer(request, "frister", table):
        return answer
    context = {
        "filter": chosen,
        "figures": _figures(request, seen, chosen),
        "table": listing.configure(request, table),
        "now": short_moment(now),
        "old": _old(now),
    }
    return render(request, "support/deadlines/deadlines.html", context)


def _old(now: datetime) -> str:
    """The day of the newest ticket, where that is so long ago that many have been resolved since."""
    newest = Ticket.objects.aggregate(newest=Max("created_at"))["newest"]
    return long_date(newest) if newest and newest < now - OLD else ""


def _figures(request: HttpRequest, seen: Horizon, chosen: DeadlineFilter) -> list[tuple[str, str, str, str]]:
    """Label, number, note and address of each group, of the tickets that the other filters leave."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("falls", None)
    found = counts(DeadlineFilter(query, open_with_deadline(seen)).qs)
    notes: dict[Falls, Any] = {
        Falls.TODAY: long_date(local_day(seen.now)),
        Falls.NEXT: _next_day(seen),
        Falls.STANDS: "Fristen flyttes så lenge saken venter",
    }
    figures = []
    for falls in Falls:
        query["falls"] = falls.value
        figures.append((falls.label, number(found[falls]), notes.get(falls, ""), f"?{query.urlencode()}"))
    return figures


def _next_day(seen: Horizon) -> str:
    """`i morgen, 3. mars 2026`, or the day of the week where that is not tomorrow."""
    is_tomorrow = seen.next_day == local_day(seen.now) + ONE_DAY
    name = "i morgen" if is_tomorrow else WorkingHours.Weekday(seen.next_day.weekday()).label
    return f"{name.capitalize()}{NO_BREAK_SPACE}{long_date(seen.next_day)}"
