"""Pages of the cases that wait, and of what moves a case along: to a meeting, up and down, to check, and back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda import actions
from meetings.agenda.finding import find_item, find_meeting, meeting_crumbs
from meetings.agenda.models import AgendaItem
from meetings.queue import clearing, continuing
from meetings.queue.forms import NoteForm, OrderForm, PlaceForm, TakeForm, open_meetings
from meetings.queue.tables import QueueTable
from rorikt.pages.editing import confirm_page, delete_page, store_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import listing


@needs("meetings.view_queue")
def queue(request: HttpRequest) -> HttpResponse:
    rows = AgendaItem.objects.waiting().select_related("follows__meeting").prefetch_related("case_officers")
    counted = rows.annotate(papers=Count("documents", distinct=True), files=Count("attachments", distinct=True))
    table = QueueTable(counted.order_by("pk"))
    may_change = request.user.has_perm("meetings.change_meeting")
    coming = open_meetings().filter(held_on__gte=timezone.localdate()).last() or open_meetings().first()
    context = {"table": listing.configure(request, table), "may_change": may_change, "next": coming}
    return render(request, "meetings/queue/queue.html", context)


@needs("meetings.change_meeting")
def take_from_queue(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """The cases that are chosen come last on the agenda, all of them or none."""
    meeting = find_meeting(year, sequence)
    form = TakeForm(request.POST or None)

    def store() -> None:
        with transaction.atomic():
            for item in form.cleaned_data["items"]:
                actions.put_on_agenda(item, meeting, by=person(request), now=timezone.now())

    heading, told = "Ta inn saker fra køen", "Sakene står på sakslisten."
    return store_page(
        request, form, store, heading=heading, crumbs=meeting_crumbs(meeting), told=told, submit="Ta inn sakene"
    )


@needs("meetings.change_meeting")
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Into a meeting from the queue, or from one meeting into another."""
    item = find_item(pk)
    form = PlaceForm(request.POST or None, item=item)

    def store() -> AgendaItem:
        meeting = form.cleaned_data["meeting"]
        actions.put_on_agenda(item, meeting, by=person(request), now=timezone.now())
        messages.success(request, f"Saken står på sakslisten til møte {meeting.number} som {item.number}.")
        return item

    heading = f"Flytt sak {item.called} til et annet møte" if item.meeting else f"Sett {item.called} på en saksliste"
    return store_page(
        request, form, store, heading=heading, crumbs=meeting_crumbs(item.meeting, item), submit="Sett på sakslisten"
    )


@needs("meetings.change_meeting")
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    item = find_item(pk)
    return _asked(
        request,
        item,
        lambda: actions.take_off_agenda(item, by=person(request), now=timezone.now()),
        heading=f"Ta sak {item.called} av sakslisten?",
        consequence=f"«{item.title}» venter i køen med alt den har. Sakene etter den får nye numre.",
        verb="Ta av sakslisten",
        told=f"«{item.title}» venter i køen.",
    )


@require_POST
@needs("meetings.change_meeting")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    item = find_item(pk)
    _try(request, lambda: actions.move_item(item, MoveForm(request.POST).step, by=person(request), now=timezone.now()))
    return redirect(item.meeting or reverse("meetings:queue"))


@require_POST
@needs("meetings.change_meeting")
def order(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """What agenda.js sends when a case is dropped somewhere else."""
    meeting, form = find_meeting(year, sequence), OrderForm(request.POST)
    if form.is_valid():
        _try(request, lambda: actions.order_agenda(meeting, form.keys, by=person(request), now=timezone.now()))
    return redirect(meeting)


@needs("meetings.send_case", of=lambda pk: find_item(pk))
def send_to_check(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    return _asked(
        request,
        item,
        lambda: clearing.send_to_check(item, by=person(request), now=timezone.now()),
        heading=f"Send sak {item.called} til kvalitetssikring?",
        consequence="Den som forbereder møtet, ser over saken og klarerer den eller sender den tilbake.",
        verb="Send til kvalitetssikring",
        told=f"Sak {item.called} er sendt til kvalitetssikring.",
    )


@needs("meetings.clear_case")
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    item = find_item(pk)
    return _asked(
        request,
        item,
        lambda: clearing.clear(item, by=person(request), now=timezone.now()),
        heading=f"Klarer sak {item.called}?",
        consequence="Saken er klar til å sendes ut.",
        verb="Klarer saken",
        told=f"Sak {item.called} er klarert.",
    )


@needs("meetings.clear_case")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    item, form = find_item(pk), NoteForm(request.POST or None)

    def store() -> AgendaItem:
        clearing.send_back(item, form.cleaned_data["note"], by=person(request), now=timezone.now())
        messages.success(request, f"Sak {item.called} er sendt tilbake.")
        return item

    crumbs = meeting_crumbs(item.meeting, item)
    heading = f"Send sak {item.called} tilbake"
    return store_page(request, form, store, heading=heading, crumbs=crumbs, submit="Send tilbake")


@needs("meetings.change_meeting")
def requeue(request: HttpRequest, pk: int) -> HttpResponse:
    """A postponed or withdrawn case waits for another meeting as a new one."""
    item, fault = find_item(pk), ""
    if request.method == "POST":
        try:
            with told_in_words():
                made = continuing.requeue(item, by=person(request), now=timezone.now())
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            messages.success(request, f"«{made.title}» venter i køen.")
            return redirect(made)
    return confirm_page(
        request,
        title=f"Legg sak {item.called} i køen på nytt?",
        label="Legg i køen",
        text=f"Det lages en ny sak, som fortsetter sak {item.number}, med kopier av tekstene og de samme vedleggene. "
        "Den gamle saken blir stående som den er.",
        crumbs=meeting_crumbs(item.meeting, item),
        back=item.get_absolute_url(),
        submit="Legg i køen",
        fault=fault,
    )


def _asked(
    request: HttpRequest,
    item: AgendaItem,
    do: Callable[[], None],
    *,
    heading: str,
    consequence: str,
    verb: str,
    told: str,
) -> HttpResponse:
    """A question about a case, whose page is where the person comes from and returns to, wherever it is by then."""
    crumbs = meeting_crumbs(item.meeting, item)
    back = item.get_absolute_url()
    return delete_page(
        request, do, heading=heading, consequence=consequence, crumbs=crumbs, done=back, verb=verb, told=told
    )


def _try(request: HttpRequest, do: Callable[[], None]) -> None:
    """What is refused is said on the page that comes next."""
    try:
        with told_in_words():
            do()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
