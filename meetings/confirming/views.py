"""Pages of the minutes of a meeting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.finding import find_item, find_meeting, meeting_crumbs
from meetings.agenda.models import AgendaItem, Meeting
from meetings.confirming import approving, commenting, extracts
from meetings.confirming.forms import KEEP, TAKE, AnswerForm, CommentForm, RenewForm, SendForm, SignedForm
from meetings.council.models import CouncilMember
from meetings.documents.models import Document
from meetings.minutes import making
from meetings.minutes.checks import points_of
from meetings.minutes.facts import leading_seat, seat_that_met
from meetings.minutes.models import Minutes, MinutesComment
from meetings.papers import compose
from meetings.papers.render import page_context
from rorikt.amounts import long_date
from rorikt.audit.history import history_for
from rorikt.mail.links import link_by_site
from rorikt.pages.editing import Crumbs, confirm_page, store_page
from rorikt.people.models import Municipality, User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words


def _crumbs(meeting: Meeting) -> Crumbs:
    return [*meeting_crumbs(meeting), ("Protokoll", _url("minutes", meeting))]


def _url(name: str, meeting: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[meeting.year, meeting.sequence])


def _meeting(year: int, sequence: int) -> Meeting:
    return find_meeting(year, sequence)


def _document(meeting: Meeting) -> Document:
    """Raises Http404 before the minutes are made."""
    documents = Document.objects.select_related(
        "minutes_of", "life__approved_in__item__meeting", "agenda_item__meeting"
    )
    return get_object_or_404(documents, minutes_of=meeting)


@needs("meetings.view_meeting")
def minutes(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """How far the minutes have come, and what each may do with them."""
    meeting, user = find_meeting(year, sequence), person(request)
    context: dict[str, Any] = {
        "meeting": meeting,
        "crumbs": meeting_crumbs(meeting),
        "may_write": user.has_perm("meetings.write_minutes"),
        "is_held": meeting.stage == Meeting.Stage.HELD,
    }
    if Document.objects.filter(minutes_of=meeting).exists():
        context |= _life(_document(meeting), meeting, user)
    return render(request, "meetings/confirming/minutes.html", context)


def _life(document: Document, meeting: Meeting, user: User) -> dict[str, Any]:
    version = document.versions.select_related("minutes__noted_by").defer("content").first()
    seat, is_staff = seat_that_met(meeting, user), user.has_perm("meetings.view_draft")
    is_visible = is_staff or (version is not None and Document.objects.visible_to(user).filter(pk=document.pk).exists())
    is_draft = document.settled_at is None and not document.is_approved
    return {
        "document": document,
        "life": document.life,
        "version": version,
        "confirmed": version.minutes if version else None,
        "is_visible": is_visible,
        "is_draft": is_draft,
        "may_read_draft": is_draft and (is_staff or (seat is not None and document.life.sent_at is not None)),
        "may_comment": seat is not None and commenting.is_open(document.life, timezone.now()),
        "may_confirm": is_draft and user.has_perm("meetings.confirm_minutes", meeting),
        "points": points_of(document) if is_staff and is_draft else [],
        "comments": _comments(document, user) if is_staff or seat else [],
        "extracts": _extracts(meeting, user) if is_visible and version else [],
        "history": history_for(user, "meetings.write_minutes", document),
    }


def _comments(document: Document, user: User) -> list[MinutesComment]:
    comments = document.life.comments.select_related("seat", "item__meeting", "answered_by")
    return [one for one in comments if one.item is None or not is_closed_to(one.item, user)]


def _extracts(meeting: Meeting, user: User) -> list[dict[str, Any]]:
    """For each case where its extracts are: the one of the case, and one for each municipality."""
    municipalities = list(Municipality.objects.all())
    return [
        {
            "number": item.number,
            "title": title_for(item, user),
            "url": extracts.extract_url(item),
            "each": [(one.name, extracts.extract_url(item, one)) for one in municipalities],
        }
        for item in meeting.agenda.standing().select_related("meeting")
    ]


@require_POST
@needs("meetings.write_minutes")
def make(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    try:
        with told_in_words():
            making.make_minutes(meeting, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Protokollen er laget av det som ble ført i møtet. Les den, og rett det som trengs.")
    return redirect(_url("minutes", meeting))


@needs("meetings.write_minutes")
def renew(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """What has changed in the meeting since the minutes were made, and both texts where a person has edited one."""
    meeting = find_meeting(year, sequence)
    document = _document(meeting)
    renewal = making.renewal_of(document)
    form = RenewForm(request.POST if request.method == "POST" else None, clashes=renewal.clashes)
    if form.is_valid():
        try:
            with told_in_words():
                making.renew(
                    document, taken=form.chosen(TAKE), kept=form.chosen(KEEP), by=person(request), now=timezone.now()
                )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(_url("minutes-renew", meeting))
        messages.success(request, "Protokollen er oppdatert fra møtet.")
        return redirect(_url("minutes", meeting))
    context = {
        "meeting": meeting,
        "document": document,
        "renewal": renewal,
        "form": form,
        "clashes": [(clash, form[clash.name]) for clash in renewal.clashes],
        "crumbs": _crumbs(meeting),
    }
    return render(request, "meetings/confirming/renew.html", context)


@needs("meetings.read_minutes_draft", of=_meeting)
def draft(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The text as it stands: for staff, and for those who met once it was sent to them."""
    user, document = person(request), _document(meeting)
    if not (document.life.sent_at or user.has_perm("meetings.view_draft")):
        messages.info(request, "Utkastet er ikke sendt til merknad ennå.")
        return redirect(_url("minutes", meeting))
    content = compose.compose(document)
    if not user.has_perm("meetings.view_exempt"):
        content = approving.public_edition(document, content) or content
    may_comment = seat_that_met(meeting, user) is not None and commenting.is_open(document.life, timezone.now())
    context = {
        **page_context(content, document.pk),
        "meeting": meeting,
        "crumbs": _crumbs(meeting),
        "may_comment": may_comment,
    }
    return render(request, "meetings/confirming/draft.html", {**context, "life": document.life})


@needs("meetings.write_minutes")
def send(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    document = _document(meeting)
    form = SendForm(request.POST or None, instance=document.life)

    def store() -> str:
        until = form.cleaned_data["comments_until"]
        life = Minutes.objects.select_related("document").get(document=document)
        approving.send_for_comment(life, until=until, by=person(request), now=timezone.now())
        url = link_by_site(request, _url("minutes-draft", meeting))
        count = commenting.tell_those_who_met(meeting, life, url)
        told = f"E-post er sendt til {count}." if count else "Ingen har fått e-post, så gi beskjed til dem selv."
        messages.success(request, f"De som møtte, kan lese utkastet og skrive merknader. {told}")
        return _url("minutes", meeting)

    return store_page(request, form, store, heading="Send til merknad", crumbs=_crumbs(meeting), submit="Send")


@needs("meetings.comment_minutes", of=_meeting)
def comment(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    made = MinutesComment(minutes=_document(meeting).life)
    form = CommentForm(request.POST or None, instance=made, meeting=meeting, by=person(request))

    def store() -> str:
        commenting.store_comment(form.instance, by=person(request), now=timezone.now())
        messages.success(request, "Merknaden er sendt til sekretæren.")
        return _url("minutes", meeting)

    return store_page(request, form, store, heading="Skriv merknad", crumbs=_crumbs(meeting), submit="Send merknaden")


@needs("meetings.write_minutes")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    comments = MinutesComment.objects.select_related("minutes__document__minutes_of", "seat", "item__meeting")
    found = get_object_or_404(comments, pk=pk)
    form = AnswerForm(request.POST or None, instance=found)
    meeting = found.minutes.document.minutes_of
    if meeting is None:
        raise Http404

    def store() -> None:
        commenting.answer(form.instance, by=person(request), now=timezone.now())

    about = f"sak {found.item.number}: " if found.item else ""
    return store_page(
        request,
        form,
        store,
        heading=f"Svar på merknad fra {found.seat.name}",
        crumbs=_crumbs(meeting),
        told="Svaret er lagret.",
        lead=f"{about}«{found.text}»",
    )


@needs("meetings.confirm_minutes", of=_meeting)
def confirm(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """By name, while logged in. What is missing stands in the way, each thing in a sentence."""
    document = _document(meeting)
    problems = ["Protokollen er allerede bekreftet."] if document.is_approved else []
    if request.method == "POST" and not problems:
        try:
            with told_in_words():
                approving.confirm(
                    document, name=_name_of(person(request), meeting), by=person(request), now=timezone.now()
                )
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, "Protokollen er bekreftet med navnet ditt. Versjonen kan ikke endres.")
            return redirect(_url("minutes", meeting))
    until = document.life.comments_until
    is_early = until is not None and until >= timezone.localdate()
    early = f" Fristen for merknader, {long_date(until)}, er ikke ute." if is_early else ""
    return confirm_page(
        request,
        title="Bekreft protokollen?",
        text=f"Du bekrefter at «{document.title}» gjengir møtet. Navnet ditt, tidspunktet og en kontrollsum for "
        f"teksten skrives ut på protokollen.{early}",
        crumbs=_crumbs(meeting),
        back=_url("minutes", meeting),
        submit="Bekreft protokollen",
        problems=problems,
    )


def _name_of(user: User, meeting: Meeting) -> str:
    """The name of the seat by which the person confirms, with its function."""
    led = leading_seat(meeting)
    if led is None or led.user_id != user.pk:
        led = user.seats.seated_on(timezone.localdate()).filter(function=CouncilMember.Function.CHAIR).first()
    return f"{led.name}, {led.get_function_display().lower()}" if led else user.printed_title


@needs("meetings.write_minutes")
def sign(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    document, led = _document(meeting), leading_seat(meeting)
    name = f"{led.name}, {led.get_function_display().lower()}" if led else ""
    form = SignedForm(request.POST or None, initial={"name": name})

    def store() -> None:
        approving.note_signed(document, **form.cleaned_data, by=person(request), now=timezone.now())

    return store_page(
        request,
        form,
        store,
        heading="Underskrevet på papir",
        crumbs=_crumbs(meeting),
        told="Underskriften er ført, og versjonen kan ikke endres.",
        lead="Før hvem som har underskrevet protokollen på papir, og når. Det skrives ut på protokollen.",
    )


@require_POST
@needs("meetings.write_minutes")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The case is decided by all, or was decided already: either approves the minutes on it."""
    found = find_item(pk)
    try:
        with told_in_words():
            _approve(found, person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Protokollen er godkjent og kan ikke endres.")
    return redirect(found)


def _approve(item: AgendaItem, by: User) -> None:
    treatment = getattr(item, "treatment", None)
    if treatment and treatment.outcome:
        if approving.approve_by_decision(treatment, by=by, now=timezone.now()) is None:
            raise ValidationError("Saken er ikke vedtatt, eller protokollen er allerede godkjent.")
    else:
        approving.approve_unanimously(item, by=by, now=timezone.now())


@needs("meetings.view_meeting")
def extract(request: HttpRequest, pk: int, number: str = "") -> HttpResponseBase:
    found = find_item(pk)
    to = get_object_or_404(Municipality, number=number) if number else None
    version = extracts.version_with(found)
    if version is None or not Document.objects.visible_to(person(request)).filter(pk=version.document_id).exists():
        raise Http404
    return extracts.deliver(request, found, version, to)
