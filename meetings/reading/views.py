"""Pages of a meeting and of a case."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import Count, Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.money.reader import Reader
from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.finding import CASE, MEETING, find_meeting, may_see, neighbours_of
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachment_pages.pages import previews_of
from meetings.attachments.forms import AttachmentForm
from meetings.attachments.uploads import under_way
from meetings.confirming.approving import minutes_on
from meetings.followup.offers import actions_table
from meetings.followup.register import since_last
from meetings.followup.shown import followup_of, outcome_for
from meetings.issuing import issuing
from meetings.issuing.models import IssuedPacket
from meetings.news.beside import news_beside_case, news_beside_meeting
from meetings.news.report import ReadCase
from meetings.reading import money
from meetings.reading.beside import beside_case, head
from meetings.reading.called import notice_for
from meetings.reading.cases import ListedCase, agenda_for, continued_by, stage_of, state_of
from meetings.reading.proposed import proposed_in
from meetings.reading.room import room_of, room_of_case
from meetings.reading.tables import MeetingTable
from rorikt.audit.history import history_for
from rorikt.audit.reading import note_reading
from rorikt.cases.models import CaseReference
from rorikt.figures.values import Table
from rorikt.keeping.answers import kept
from rorikt.pages.beside import Piece, pieces_of
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import listing


@needs("meetings.view_meeting")
@kept
def meeting_list(request: HttpRequest) -> HttpResponse:
    table = MeetingTable(Meeting.objects.annotate(cases=Count("agenda")))
    may_change = request.user.has_perm("meetings.change_meeting")
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/reading/meetings.html", context)


@needs("meetings.view_meeting")
@kept
def meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    user = person(request)
    cases, may_change = agenda_for(meeting, user), user.has_perm("meetings.change_meeting")
    sees_exempt = user.has_perm("meetings.view_exempt")
    prefetch_related_objects([meeting], Prefetch("issued_packets", IssuedPacket.objects.select_related("issued_by")))
    draft_count = sum(paper.is_draft for case in cases for paper in case.papers)
    context = {
        "meeting": meeting,
        "cases": cases,
        "room": room_of(meeting, user, cases),
        "draft_count": draft_count,
        "may_change": may_change,
        "has_work": may_change or user.has_perm("meetings.issue_packet") or bool(draft_count),
        "may_order": may_change and any(case.goes_up for case in cases),
        "is_numbered_for_now": any(case.item.sent_at is None for case in cases),
        "may_run": user.has_perm("meetings.run_meeting"),
        "may_issue": user.has_perm("meetings.issue_packet"),
        "may_see_exempt": sees_exempt,
        "issued": [packet for packet in meeting.issued_packets.all() if sees_exempt or packet.is_public],
        "unsent": issuing.unsent_of(meeting) if user.has_perm("meetings.issue_packet") else [],
        "followup": since_last(meeting, user),
        "notice": notice_for(meeting, user),
        "history": history_for(user, "meetings.change_meeting", meeting),
        "pieces": _with(
            chain(head(request, meeting), news_beside_meeting(request, meeting, _read(cases))),
            pieces_of(MEETING, request, meeting),
        ),
    }
    return render(request, "meetings/reading/meeting.html", context)


@needs("meetings.view_meeting")
@kept
def agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    related = ("meeting", "treatment", "follows__meeting", "continued_by__meeting", "origin")
    found = AgendaItem.objects.select_related(*related).filter(reference=pk).first()
    if found is None:
        return _elsewhere(request, pk)
    if not may_see(found, user):
        raise Http404
    outcome = outcome_for(found, user)
    is_decided = outcome is not None and outcome.is_decided
    may_change, is_open = user.has_perm("meetings.change_meeting"), not found.is_over
    may_send = user.has_perm("meetings.send_case", found)
    state, continued = state_of(found), continued_by(found, user)
    may_requeue = bool(found.sent_at and not continued and state and state.tone == "warning")
    room, is_closed = room_of_case(found, user), is_closed_to(found, user)
    if found.is_exempt and not is_closed:
        note_reading(request, found, what="siden")
    case = room.case_of(found)
    if case is None:
        raise Http404  # it was moved to another meeting just now
    context: dict[str, Any] = {
        "item": found,
        "outcome": outcome,
        "followup": followup_of(found, user, timezone.localdate()) if is_decided else None,
        "told": _told(found, user),
        "may_follow_up": user.has_perm("meetings.make_action"),
        "origin": getattr(found, "origin", None),
        "title": title_for(found, user),
        "is_closed": is_closed,
        "is_open": is_open,
        "is_exempt_too_long": may_change and found.is_exempt_too_long(timezone.localdate()),
        "meeting": found.meeting,
        "state": state,
        "stage": stage_of(found) if user.has_perm("meetings.view_queue") else None,
        "continues": found.follows,
        "continued": continued,
        "may_requeue": may_requeue,
        "room": room,
        "case": case,
        "papers": case.papers,
        "attachments": case.attachments,
        "proposed": proposed_in(case, is_closed=is_closed),
        "previews": previews_of([read.attachment for read in case.attachments]),
        "uploads": under_way(found, timezone.now()) if may_change else [],
        "case_officers": found.case_officers.all(),
        "upload": AttachmentForm(agenda_item=found) if may_change and is_open else None,
        "withheld": case.listed.withheld,
        "money": money.money_of(found, Reader(user)),
        "frame_url": money.frame_url_of(found) if is_decided and user.has_perm("budget.change_budget") else "",
        "history": history_for(user, "meetings.change_meeting", found),
        "may_change": may_change,
        "may_send": may_send,
        "has_work": (may_change and (is_open or may_requeue)) or (may_send and is_open and not found.sent_at),
        "neighbours": neighbours_of(found, user),
        "minutes": minutes_on(found),
        "pieces": _with(
            chain(beside_case(request, found, room), *(news_beside_case(request, one) for one in _read([case.listed]))),
            pieces_of(CASE, request, found),
        ),
    }
    context["is_examining"] = any(not job.is_finished for job in context["uploads"])
    return render(request, "meetings/reading/agenda_item.html", context)


def _read(cases: Iterable[ListedCase]) -> list[ReadCase]:
    """As what is new is found in them: approved papers alone."""
    return [
        ReadCase(
            case.item,
            [one.document for one in case.papers if one.document.approved_version],  # type: ignore[attr-defined]
            case.attachments,
        )
        for case in cases
    ]


def _with(own: Iterable[Piece], others: dict[str, list[Piece]]) -> dict[str, list[Piece]]:
    """The pieces of this room before those that others have added."""
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in [*own, *chain.from_iterable(others.values())]:
        found[piece.place].append(piece)
    return dict(found)


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
