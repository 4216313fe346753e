"""Pages that make and change meetings and their cases."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.agenda import actions
from meetings.agenda.finding import find_item, find_meeting, meeting_crumbs
from meetings.agenda.forms import AgendaItemForm, MeetingForm
from meetings.agenda.models import AgendaItem, Meeting
from meetings.agenda.tables import MeetingTable
from rorikt.pages.editing import confirm_page, form_page
from rorikt.people.person import person
from rorikt.tables import listing


@permission_required("meetings.view_meeting", raise_exception=True)
def meeting_list(request: HttpRequest) -> HttpResponse:
    table = MeetingTable(Meeting.objects.annotate(cases=Count("agenda")))
    may_change = request.user.has_perm("meetings.change_meeting")
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/agenda/meetings.html", context)


@permission_required("meetings.change_meeting", raise_exception=True)
def new_meeting(request: HttpRequest) -> HttpResponse:
    return _meeting_form(request, None)


@permission_required("meetings.change_meeting", raise_exception=True)
def edit_meeting(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    return _meeting_form(request, find_meeting(year, sequence))


def _meeting_form(request: HttpRequest, meeting: Meeting | None) -> HttpResponse:
    form = MeetingForm(request.POST or None, instance=meeting, this_year=timezone.localdate().year)
    if form.is_valid():
        saved = actions.save_meeting(form.instance, by=person(request), now=timezone.now())
        messages.success(request, f"Møte {saved.number} er lagret.")
        return redirect(saved)
    return form_page(
        request,
        form,
        title=f"Rediger møte {meeting.number}" if meeting else "Nytt møte",
        crumbs=meeting_crumbs(meeting) if meeting else [("Møter", reverse("meetings:meetings"))],
        back=meeting.get_absolute_url() if meeting else reverse("meetings:meetings"),
    )


@permission_required("meetings.change_meeting", raise_exception=True)
def new_item(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    meeting = find_meeting(year, sequence)
    return _item_form(request, AgendaItem(meeting=meeting), "Ny sak", meeting.get_absolute_url())


@permission_required("meetings.change_meeting", raise_exception=True)
def edit_item(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find_item(year, sequence, item)
    return _item_form(request, found, f"Rediger sak {found.number}", found.get_absolute_url())


def _item_form(request: HttpRequest, item: AgendaItem, title: str, back: str) -> HttpResponse:
    form = AgendaItemForm(request.POST or None, instance=item)
    if form.is_valid():
        saved = actions.save_item(
            form.instance,
            case_officers=form.cleaned_data["case_officers"],
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, f"Sak {saved.number} er lagret.")
        return redirect(saved)
    return form_page(request, form, title=title, crumbs=meeting_crumbs(item.meeting), back=back)


@permission_required("meetings.change_meeting", raise_exception=True)
def delete_item(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find_item(year, sequence, item)
    return _change_of_agenda(
        request,
        found,
        actions.delete_item,
        title=f"Slett sak {found.number}?",
        text=f"Saken «{found.title}» fjernes fra sakslisten.",
        submit="Slett saken",
        done=f"Sak {found.number} er slettet.",
    )


@permission_required("meetings.change_meeting", raise_exception=True)
def withdraw_item(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find_item(year, sequence, item)
    return _change_of_agenda(
        request,
        found,
        actions.withdraw_item,
        title=f"Trekk sak {found.number}?",
        text=f"Saken «{found.title}» er sendt ut. Den beholder nummeret, står på sakslisten som trukket og behandles "
        "ikke. Send ut et tillegg etterpå, så rådet får vite det.",
        submit="Trekk saken",
        done=f"Sak {found.number} er trukket. Det er ikke sendt ut ennå.",
    )


@permission_required("meetings.change_meeting", raise_exception=True)
def reinstate_item(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find_item(year, sequence, item)
    return _change_of_agenda(
        request,
        found,
        actions.reinstate_item,
        title=f"Ta inn igjen sak {found.number}?",
        text=f"Saken «{found.title}» skal behandles likevel, under samme nummer.",
        submit="Ta saken inn igjen",
        done=f"Sak {found.number} er tatt inn igjen. Det er ikke sendt ut ennå.",
    )


def _change_of_agenda(
    request: HttpRequest, item: AgendaItem, act: Callable[..., None], *, title: str, text: str, submit: str, done: str
) -> HttpResponse:
    """Asks, does it and goes to the meeting, or says why it cannot be done."""
    problems: list[str] = []
    if request.method == "POST":
        try:
            act(item, by=person(request), now=timezone.now())
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, done)
            return redirect(item.meeting)
    crumbs, back = meeting_crumbs(item.meeting, item), item.get_absolute_url()
    return confirm_page(request, title=title, text=text, crumbs=crumbs, back=back, submit=submit, problems=problems)
