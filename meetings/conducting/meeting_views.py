"""Pages of a meeting while it is held: who is there, the agenda as it goes, and the page of those who follow."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from meetings.agenda.finding import find_meeting, meeting_crumbs
from meetings.agenda.models import Meeting
from meetings.conducting.following import following
from meetings.conducting.forms import AttendanceForm, LeaderForm
from meetings.conducting.page import MeetingNow, sitting_of
from meetings.council.models import CouncilMember
from meetings.proceedings import actions
from meetings.proceedings.actions import Attending
from meetings.proceedings.models import Attendance, Sitting
from rorikt.audit.overtaken import stamp
from rorikt.pages.caching import NOT_KEPT
from rorikt.pages.editing import Crumbs, delete_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.saving.answering import Change, save


def find(year: int, sequence: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("sitting"), year=year, sequence=sequence)


def now_url(meeting: Meeting) -> str:
    return reverse("meetings:meeting-now", args=[meeting.year, meeting.sequence])


def now_crumbs(meeting: Meeting) -> Crumbs:
    return [*meeting_crumbs(meeting), ("Møtet nå", now_url(meeting))]


def if_changed(request: HttpRequest, meeting: Meeting, page: Callable[[str], HttpResponse]) -> HttpResponseBase:
    """The page, or that nothing has happened since the browser got it (304): it is asked all the time."""
    sitting = sitting_of(meeting)
    etag = f'"{sitting.revision if sitting else 0}-{person(request).pk}"'
    response: HttpResponseBase = get_conditional_response(request, etag=etag) or page(etag)
    response["ETag"], response["Cache-Control"] = etag, NOT_KEPT
    return response


@needs("meetings.run_meeting")
def meeting_now(request: HttpRequest, year: int, sequence: int) -> HttpResponseBase:
    meeting = find(year, sequence)

    def page(etag: str) -> HttpResponse:
        context = {"now": MeetingNow(meeting), "meeting": meeting, "crumbs": meeting_crumbs(meeting), "etag": etag}
        return render(request, "meetings/conducting/meeting.html", context)

    return if_changed(request, meeting, page)


@needs("meetings.view_meeting")
def follow(request: HttpRequest, year: int, sequence: int) -> HttpResponseBase:
    meeting, user = find(year, sequence), person(request)

    def page(etag: str) -> HttpResponse:
        shown = {"followed": following(meeting, user), "meeting": meeting, "etag": etag}
        context = {**shown, "crumbs": meeting_crumbs(meeting)}
        return render(request, "meetings/conducting/follow.html", context)

    return if_changed(request, meeting, page)


@needs("meetings.run_meeting")
def open_meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    return delete_page(
        request,
        lambda: actions.open_meeting(meeting, by=person(request), now=timezone.now()),
        heading=f"Åpne møte {meeting.number}?",
        consequence="Sakene kan tas opp når møtet er åpnet. Klokkeslettet står i protokollen.",
        crumbs=now_crumbs(meeting),
        done=now_url(meeting),
        verb="Åpne møtet",
        told="Møtet er åpnet.",
        is_danger=False,
    )


@needs("meetings.run_meeting")
def close_meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    return delete_page(
        request,
        lambda: actions.close_meeting(meeting, by=person(request), now=timezone.now()),
        heading=f"Heve møte {meeting.number}?",
        consequence="Etterpå kan ingenting av det som skjedde i møtet, endres: frammøte, forslag, stemmer og vedtak.",
        crumbs=now_crumbs(meeting),
        done=now_url(meeting),
        verb="Hev møtet",
        told="Møtet er hevet.",
    )


@require_POST
@needs("meetings.run_meeting")
def leader(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting, form = find_meeting(year, sequence), LeaderForm(request.POST)

    def store() -> str:
        chosen = _member(form.cleaned_data["leader_id"])
        seen = form.cleaned_data["seen"]
        actions.set_leader(meeting, chosen, seen=seen, by=person(request), now=timezone.now())
        return stamp(actions.leader_values(Sitting.objects.get(meeting=meeting)))

    change = Change("Møteleder", form, store)
    return save(request, [change], back=now_url(meeting), crumbs=now_crumbs(meeting))


def _member(pk: int | None) -> CouncilMember | None:
    return get_object_or_404(CouncilMember, pk=pk) if pk else None


@require_POST
@needs("meetings.run_meeting")
def attendance(request: HttpRequest, year: int, sequence: int, seat: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    change = _attendance(request, meeting, get_object_or_404(CouncilMember, pk=seat))
    return save(request, [change], back=now_url(meeting), crumbs=now_crumbs(meeting))


@require_POST
@needs("meetings.run_meeting")
def attendances(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """The whole list at once, as it is sent without JavaScript: those that its writer has changed."""
    meeting = find_meeting(year, sequence)
    council = CouncilMember.objects.seated_on(meeting.held_on)
    changes = [change for change in (_attendance(request, meeting, one) for one in council) if is_touched(change)]
    return save(request, changes, back=now_url(meeting), crumbs=now_crumbs(meeting))


def is_touched(change: Change) -> bool:
    """Whether something else is sent than what was seen."""
    data, form = change.form.data, change.form
    names = [name for name in form.fields if name != "seen"]
    if form.add_prefix("seen") not in data:
        return False
    sent = {name: data.get(form.add_prefix(name), "").strip() for name in names}
    return stamp(sent) != data[form.add_prefix("seen")]


def _attendance(request: HttpRequest, meeting: Meeting, member: CouncilMember) -> Change:
    form = AttendanceForm(request.POST, prefix=str(member.pk))

    def store() -> str:
        told = Attending(**{name: form.cleaned_data[name] for name in ("state", "stands_in_for", "reason")})
        seen = form.cleaned_data["seen"]
        actions.set_attendance(meeting, member, told, seen=seen, by=person(request), now=timezone.now())
        return stamp(actions.attending(Attendance.objects.get(meeting=meeting, seat=member)).values)

    return Change(member.name, form, store)
