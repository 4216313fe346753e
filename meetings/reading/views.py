"""Pages of a meeting and of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budget.money.reader import Reader
from meetings.agenda.actions import is_last
from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.finding import find_item, find_meeting, neighbours_of
from meetings.attachments.forms import AttachmentForm
from meetings.confirming.approving import minutes_on
from meetings.issuing import issuing
from meetings.reading import home, money
from meetings.reading.cases import agenda_for, papers_for
from rorikt.audit.history import history_for
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
        "history": history_for(user, "meetings.change_meeting", meeting),
    }
    return render(request, "meetings/reading/meeting.html", context)


@needs("meetings.view_meeting")
def agenda_item(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found, user = find_item(year, sequence, item), person(request)
    context = {
        "item": found,
        "title": title_for(found, user),
        "is_closed": is_closed_to(found, user),
        "meeting": found.meeting,
        "papers": papers_for(found.documents.visible_to(user).with_newest_version(), user),
        "attachments": found.attachments.visible_to(user),
        "case_officers": found.case_officers.all(),
        "upload": AttachmentForm(agenda_item=found),
        "withheld": home.withheld_from(found, user, Reader()),
        "money": money.money_of(found, Reader(user)),
        "history": history_for(user, "meetings.change_meeting", found),
        "may_change": user.has_perm("meetings.change_meeting"),
        "neighbours": neighbours_of(found, user),
        "is_last": is_last(found),
        "minutes": minutes_on(found),
    }
    return render(request, "meetings/reading/agenda_item.html", context)
