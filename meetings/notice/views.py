"""Pages of a meeting's notices: is it ready, who gets what, send it, and what became of each mail."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.finding import find_meeting, meeting_crumbs
from meetings.agenda.models import Meeting
from meetings.mailing import outbox
from meetings.mailing.models import Delivery, Notice
from meetings.notice import checks, page, sending
from meetings.notice.forms import CallOffForm, LetterForm, NoticeForm
from meetings.notice.recipients import Recipient
from meetings.notice.sending import Kind, Written
from rorikt.mail.links import link_by_site
from rorikt.people.models import Cooperation
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words


@needs("meetings.send_notice")
def notice(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """Shows what would be sent now, and sends it."""
    meeting = find_meeting(year, sequence)
    draft = sending.draft_of(meeting)
    obstacles = checks.obstacles_of(draft)
    usual = _usual(request, meeting, draft.kind)
    form = NoticeForm(
        request.POST or None,
        meeting=meeting,
        has_warnings=any(not one.stops for one in obstacles),
        initial=_initial(meeting, usual),
    )
    if "send" in request.POST and form.is_valid():
        sent = _sent(request, form, sending.send_notice)
        if sent:
            return redirect(sent)
    written = form.written if form.is_bound and form.is_valid() else usual
    context = {
        "meeting": meeting,
        "draft": draft,
        "obstacles": obstacles,
        "is_stopped": any(one.stops for one in obstacles),
        "form": form,
        "verb": "Send innkallingen" if draft.kind == Kind.INVITATION else "Send endringen",
        "sent": meeting.notices.select_related("sent_by", "meeting"),
        "may_call_off": meeting.summoned_at and not meeting.opened_at and not meeting.is_over,
        "crumbs": meeting_crumbs(meeting),
        **_preview(request, meeting, draft.kind, written, draft.recipients),
    }
    return render(request, "meetings/notice/notice.html", context)


@needs("meetings.send_notice")
def call_off(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """Shows who is told that the meeting is off, and tells them."""
    meeting = find_meeting(year, sequence)
    usual = _usual(request, meeting, Kind.CANCELLATION)
    form = CallOffForm(request.POST or None, meeting=meeting, initial=_initial(meeting, usual))
    if "send" in request.POST and form.is_valid():
        sent = _sent(request, form, sending.call_off)
        if sent:
            return redirect(sent)
    recipients = sending.told_before(meeting)
    written = form.written if form.is_bound and form.is_valid() else usual
    context = {
        "meeting": meeting,
        "form": form,
        "is_stopped": not meeting.summoned_at or meeting.opened_at or meeting.is_over,
        "crumbs": [*meeting_crumbs(meeting)],
        **_preview(request, meeting, Kind.CANCELLATION, written, recipients),
    }
    return render(request, "meetings/notice/call_off.html", context)


def _usual(request: HttpRequest, meeting: Meeting, kind: Kind) -> Written:
    cooperation = Cooperation.objects.first()
    council = cooperation.council_name if cooperation else "rådet"
    return sending.usual_text(kind, meeting, council, person(request))


def _initial(meeting: Meeting, usual: Written) -> dict[str, object]:
    number = sending.next_number(meeting)
    return {"number": number, "subject": usual.subject, "text": usual.text, "ends_at": usual.ends_at}


def _sent(request: HttpRequest, form: LetterForm, send: Callable[..., Notice]) -> Notice | None:
    """None where it was refused, which stands at the form."""
    site, number = link_by_site(request, "/"), form.cleaned_data["number"]
    try:
        with told_in_words():
            sent = send(form.meeting, form.written, number=number, site=site, by=person(request), now=timezone.now())
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None
    messages.success(request, "Sendingen er i gang. Her står det hva som er levert til hvem.")
    return sent


def _preview(
    request: HttpRequest, meeting: Meeting, kind: Kind, written: Written, recipients: list[Recipient]
) -> dict[str, object]:
    site = link_by_site(request, "/")
    unsent = sending.build(meeting, kind, written, site=site, by=person(request), now=timezone.now())
    deliveries = sending.deliveries_of(unsent, recipients)
    return {
        "deliveries": deliveries,
        "unreached": [one for one in recipients if not one.address],
        "letters": page.shown_letters(unsent, deliveries),
    }


@needs("meetings.send_notice")
def notice_log(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Notice.objects.select_related("meeting", "sent_by"), pk=pk)
    deliveries = list(found.deliveries.all())
    unfinished = [one for one in deliveries if one.state in (Delivery.State.WAITING, Delivery.State.BEGUN)]
    is_moving = bool(unfinished) and outbox.is_being_sent(found)
    context = {
        "notice": found,
        "deliveries": deliveries,
        "counts": _counts(deliveries),
        "is_moving": is_moving,
        "has_rest": bool(unfinished) and not is_moving,
        "letters": page.shown_letters(found, deliveries),
        "crumbs": meeting_crumbs(found.meeting),
    }
    return render(request, "meetings/notice/log.html", context)


def _counts(deliveries: list[Delivery]) -> list[tuple[str, int]]:
    """In words, those that there are."""
    found = [(state.label, sum(one.state == state for one in deliveries)) for state in Delivery.State]
    return [(label.lower(), count) for label, count in found if count]


@require_POST
@needs("meetings.send_notice")
def send_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Now, and not when the clock comes to it."""
    found = get_object_or_404(Notice.objects.select_related("meeting"), pk=pk)
    outbox.start_sending(found, by=person(request))
    return redirect(found)


@require_POST
@needs("meetings.send_notice")
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, outbox.send_again, "E-posten sendes på nytt.")


@require_POST
@needs("meetings.send_notice")
def mark_as_delivered(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, outbox.mark_as_delivered, "E-posten er ført som levert.")


def _decide(request: HttpRequest, pk: int, act: Callable[..., None], told: str) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("notice__meeting"), pk=pk)
    try:
        with told_in_words():
            act(delivery, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, told)
    return redirect(delivery.notice)
