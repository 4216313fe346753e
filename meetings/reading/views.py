"""Pages of a meeting and of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.money.reader import Reader
from meetings.agenda.actions import is_last
from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.finding import find_meeting, neighbours_of
from meetings.agenda.models import AgendaItem
from meetings.attachments.forms import AttachmentForm
from meetings.followup.offers import actions_table
from meetings.followup.register import since_last
from meetings.followup.shown import followup_of, outcome_for
from meetings.issuing import issuing
from meetings.reading import home, money
from meetings.reading.cases import agenda_for, papers_for
from rorikt.audit.history import history_for
from rorikt.cases.models import CaseReference
from rorikt.figures.values import Table
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.view_meeting")
def meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    user = person(request)
    cases = agenda_for(meeting, user)
    context = {
        "meeting": meeting,
        "cases": cases,
        "draft_count": sum(paper.is_draft for case in cases for paper in case.papers),
        "may_change": user.has_perm("meetings.change_meeting"),
        "may_issue": user.has_perm("meetings.issue_packet"),
        "may_see_exempt": user.has_perm("meetings.view_exempt"),
        "issued": meeting.issued_packets.visible_to(user).select_related("issued_by"),
        "unsent": issuing.unsent_of(meeting) if user.has_perm("meetings.issue_packet") else [],
        "followup": since_last(meeting, user),
        "history": history_for(user, "meetings.change_meeting", meeting),
    }
    return render(request, "meetings/reading/meeting.html", context)


@needs("meetings.view_meeting")
def agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    user, cases = person(request), AgendaItem.objects.select_related("meeting", "treatment")
    found = cases.filter(reference=pk).first()
    if found is None:
        return _elsewhere(request, pk)
    outcome = outcome_for(found, user)
    is_decided = outcome is not None and outcome.is_decided
    context = {
        "item": found,
        "outcome": outcome,
        "followup": followup_of(found, user, timezone.localdate()) if is_decided else None,
        "told": _told(found, user),
        "may_follow_up": user.has_perm("meetings.make_action"),
        "origin": getattr(found, "origin", None),
        "title": title_for(found, user),
        "is_closed": is_closed_to(found, user),
        "meeting": found.meeting,
        "papers": papers_for(found.documents.visible_to(user).with_newest_version(), user),
        "attachments": found.attachments.visible_to(user),
        "case_officers": found.case_officers.all(),
        "upload": AttachmentForm(agenda_item=found),
        "withheld": home.withheld_from(found, user, Reader()),
        "money": money.money_of(found, Reader(user)),
        "frame_url": money.frame_url_of(found) if is_decided and user.has_perm("budget.change_budget") else "",
        "history": history_for(user, "meetings.change_meeting", found),
        "may_change": user.has_perm("meetings.change_meeting"),
        "neighbours": neighbours_of(found, user),
        "is_last": is_last(found),
    }
    return render(request, "meetings/reading/agenda_item.html", context)


def _elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """What the money named by its number alone: a case that came here later, or one that is not here."""
    reference = get_object_or_404(CaseReference.objects.exclude(number=None).select_related("same_as"), pk=pk)
    if reference.same_as:
        return redirect(reference.same_as)
    text = "Saken ligger ikke her. Bare nummeret er ført opp, under Økonomi."
    page = {"heading": f"Sak {reference.number}", "crumbs": [("Møter", reverse("meetings:meetings"))], "text": text}
    return render(request, "pages/missing.html", page)


@needs("meetings.view_meeting")
def numbered_item(request: HttpRequest, year: int, sequence: int, item: int, below: str = "") -> HttpResponse:
    """The address of a case by its number, which stands in what was frozen before cases had addresses of their own.

    Only the number of a case that was sent is known for good, and so is where it leads.
    """
    found = get_object_or_404(AgendaItem, meeting__year=year, meeting__sequence=sequence, sequence=item)
    query = request.META.get("QUERY_STRING", "")
    address = f"{found.get_absolute_url()}{below}" + (f"?{query}" if query else "")
    return redirect(address, permanent=found.sent_at is not None and not below)


def _told(item: AgendaItem, user: User) -> Table | None:
    """The case of briefings tells by itself where earlier decisions stand, as it does in the packet."""
    if item.standard != AgendaItem.Standard.BRIEFINGS or item.meeting is None or is_closed_to(item, user):
        return None
    return actions_table(min(item.meeting.held_on, timezone.localdate()), user)
