"""Pages that make and change meetings and their cases."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from meetings.agenda import actions, calling_off
from meetings.agenda.finding import find_item, find_meeting, meeting_crumbs, queue_crumb
from meetings.agenda.forms import AgendaItemForm, MeetingForm
from meetings.agenda.models import AgendaItem, Meeting
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.change_meeting")
def new_meeting(request: HttpRequest) -> HttpResponse:
    return _meeting_form(request, None)


@needs("meetings.change_meeting")
def edit_meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    if meeting.is_over:
        messages.error(request, calling_off.IS_OVER.format(number=meeting.number))
        return redirect(meeting)
    return _meeting_form(request, meeting)


def _meeting_form(request: HttpRequest, meeting: Meeting | None) -> HttpResponse:
    form = MeetingForm(request.POST or None, instance=meeting, this_year=timezone.localdate().year)

    def store() -> Meeting:
        saved = actions.save_meeting(form.instance, by=person(request), now=timezone.now())
        messages.success(request, f"Møte {saved.number} er lagret.")
        return saved

    heading = f"Rediger møte {meeting.number}" if meeting else "Nytt møte"
    crumbs = meeting_crumbs(meeting) if meeting else [("Møter", reverse("meetings:meetings"))]
    return store_page(request, form, store, heading=heading, crumbs=crumbs)


@needs("meetings.change_meeting")
def new_item(request: HttpRequest, **address: int) -> HttpResponse:
    """On the agenda of a meeting, or into the queue where the address names none."""
    meeting = find_meeting(**address) if address else None
    if meeting and meeting.is_over:
        messages.error(request, actions.IS_OVER.format(number=meeting.number))
        return redirect(meeting)
    crumbs = meeting_crumbs(meeting) if meeting else [*meeting_crumbs(None), queue_crumb()]
    return _item_form(request, AgendaItem(meeting=meeting), "Ny sak", crumbs)


@needs("meetings.change_meeting")
def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_item(pk)
    return _item_form(request, found, f"Rediger sak {found.called}", meeting_crumbs(found.meeting, found))


def _item_form(request: HttpRequest, item: AgendaItem, heading: str, crumbs: Crumbs) -> HttpResponse:
    form = AgendaItemForm(request.POST or None, instance=item)

    def store() -> AgendaItem:
        officers = form.cleaned_data["case_officers"]
        saved = actions.save_item(form.instance, case_officers=officers, by=person(request), now=timezone.now())
        messages.success(request, f"Sak {saved.called} er lagret.")
        return saved

    return store_page(request, form, store, heading=heading, crumbs=crumbs)


def _above(item: AgendaItem) -> str:
    """The page that the case stands on."""
    return item.meeting.get_absolute_url() if item.meeting else reverse("meetings:queue")


@needs("meetings.change_meeting")
def delete_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_item(pk)
    after = " Sakene etter den får nye numre." if found.meeting else ""
    return delete_page(
        request,
        lambda: actions.delete_item(found, by=person(request), now=timezone.now()),
        heading=f"Slett sak {found.called}?",
        consequence=f"Saken «{found.title}» slettes.{after}",
        crumbs=meeting_crumbs(found.meeting, found),
        done=_above(found),
        verb="Slett saken",
        told=f"Sak {found.called} er slettet.",
    )


@needs("meetings.change_meeting")
def withdraw_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_item(pk)
    return delete_page(
        request,
        lambda: actions.withdraw_item(found, by=person(request), now=timezone.now()),
        heading=f"Trekk sak {found.number}?",
        consequence=f"Saken «{found.title}» er sendt ut. Den beholder nummeret, står på sakslisten som trukket og "
        "behandles ikke. Send ut et tillegg etterpå, så rådet får vite det.",
        crumbs=meeting_crumbs(found.meeting, found),
        verb="Trekk saken",
        told=f"Sak {found.number} er trukket. Det er ikke sendt ut ennå.",
        done=_above(found),
    )


@needs("meetings.change_meeting")
def reinstate_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_item(pk)
    return delete_page(
        request,
        lambda: actions.reinstate_item(found, by=person(request), now=timezone.now()),
        heading=f"Ta inn igjen sak {found.number}?",
        consequence=f"Saken «{found.title}» skal behandles likevel, under samme nummer.",
        crumbs=meeting_crumbs(found.meeting, found),
        verb="Ta saken inn igjen",
        told=f"Sak {found.number} er tatt inn igjen. Det er ikke sendt ut ennå.",
        done=_above(found),
    )
