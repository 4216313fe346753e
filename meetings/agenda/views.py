"""Pages that make and change meetings and their cases."""

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
    problems: list[str] = []
    if request.method == "POST":
        try:
            actions.delete_item(found, by=person(request), now=timezone.now())
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, f"Sak {year}/M{sequence}-{item:03d} er slettet.")
            return redirect(found.meeting)
    return confirm_page(
        request,
        title=f"Slett sak {found.number}?",
        text=f"Saken «{found.title}» fjernes fra sakslisten.",
        crumbs=meeting_crumbs(found.meeting, found),
        back=found.get_absolute_url(),
        submit="Slett saken",
        problems=problems,
    )
