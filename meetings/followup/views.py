"""Pages of the register of decisions, of the actions that follow from them, and of what the municipalities do."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.closed import title_for
from meetings.agenda.models import AgendaItem
from meetings.followup import actions
from meetings.followup.filters import ActionFilter, DecisionFilter
from meetings.followup.forms import ActionForm, ActionStateForm, AskForm, MunicipalityActForm
from meetings.followup.models import Action, MunicipalityAct
from meetings.followup.register import decisions as all_decisions
from meetings.followup.shown import show_action
from meetings.followup.tables import ActionTable, DecisionTable
from rorikt.audit.history import history_for
from rorikt.decisions import cases_made_of
from rorikt.pages.editing import Crumbs, store_page
from rorikt.pages.row_pages import row_pages
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import export, listing


@needs("meetings.view_meeting")
def decisions(request: HttpRequest) -> HttpResponse:
    filtered = DecisionFilter(request.GET, request=request, queryset=all_decisions())
    table = DecisionTable(filtered.qs, user=person(request))
    if answer := export.answer(request, "vedtak", table):
        return answer
    context = {"table": listing.configure(request, table), "filter": filtered}
    return render(request, "meetings/followup/decisions.html", context)


@needs("meetings.view_meeting")
def actions_list(request: HttpRequest) -> HttpResponse:
    filtered = ActionFilter(request.GET, request=request, queryset=Action.objects.with_case())
    table = ActionTable(filtered.qs, user=person(request), today=timezone.localdate())
    if answer := export.answer(request, "oppfølging", table):
        return answer
    context = {"table": listing.configure(request, table), "filter": filtered}
    return render(request, "meetings/followup/actions.html", context)


@needs("meetings.view_meeting")
def action(request: HttpRequest, pk: int) -> HttpResponse:
    found, user, today = find_action(pk), person(request), timezone.localdate()
    shown = show_action(found, user, today)
    context = {
        "action": found,
        "shown": shown,
        "case_title": title_for(found.item, user),
        "cases": cases_made_of(request.path, user),
        "reminders": found.reminders.all() if user.has_perm("meetings.change_action", found) else [],
        "may_change": user.has_perm("meetings.make_action"),
        "is_told": actions.is_told(found, today),
        "may_tell": user.has_perm("meetings.change_action", found),
        "history": history_for(user, "meetings.make_action", found),
    }
    return render(request, "meetings/followup/action.html", context)


def find_action(pk: int) -> Action:
    """Raises Http404."""
    return get_object_or_404(Action.objects.with_case(), pk=pk)


def _find_act(pk: int) -> MunicipalityAct:
    return get_object_or_404(MunicipalityAct.objects.select_related("item__meeting", "municipality"), pk=pk)


def _find_item(item: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.select_related("meeting", "treatment"), pk=item)


def _crumbs(row: Action) -> Crumbs:
    """To the case: an action is seen there."""
    return [
        ("Møter", reverse("meetings:meetings")),
        ("Oppfølging", reverse("meetings:actions")),
        (row.item.number, row.item.get_absolute_url()),
    ]


def _start_action(request: HttpRequest, item: int) -> Action:
    return Action(item=_find_item(item))


action_pages = row_pages(
    ActionForm,
    "meetings.make_action",
    find=lambda request, pk: find_action(pk),
    start=_start_action,
    crumbs=_crumbs,
    new="Nytt tiltak",
    consequence="Tiltaket slettes for godt. Skal det bare ikke gjøres likevel, fører du det som bortfalt i stedet.",
    store=actions.store_action,
    delete=actions.delete_action,
)


@needs("meetings.change_action", of=find_action)
def action_state(request: HttpRequest, found: Action) -> HttpResponse:
    form = ActionStateForm(request.POST or None, instance=found)

    def store() -> Action:
        actions.store_action(form.instance, by=person(request), now=timezone.now())
        return found

    title = show_action(found, person(request), timezone.localdate()).title
    crumbs = [*_crumbs(found)[:2], (title, found.get_absolute_url())]
    return store_page(request, form, store, heading="Hvordan går det?", crumbs=crumbs, lead=title)


@require_POST
@needs("meetings.make_action")
def ask_municipalities(request: HttpRequest, item: int) -> HttpResponse:
    """A row for every municipality, by one click."""
    found, form = _find_item(item), AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Velg hva kommunene skal gjøre.")
        return redirect(found)
    try:
        with told_in_words():
            kind = form.cleaned_data["kind"]
            count = actions.ask_municipalities(found, kind, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = f"{count} kommuner er ført opp." if count else "Alle kommunene er ført opp fra før."
        messages.success(request, told)
    return redirect(f"{found.get_absolute_url()}#kommunene")


@needs("meetings.change_municipality_act", of=_find_act)
def edit_act(request: HttpRequest, act: MunicipalityAct) -> HttpResponse:
    user = person(request)
    form = MunicipalityActForm(request.POST or None, instance=act)

    def store() -> str:
        actions.store_act(form.instance, by=user, now=timezone.now())
        messages.success(request, f"{act.municipality}: {act.get_state_display().lower()}.")
        return f"{act.item.get_absolute_url()}#kommunene"

    crumbs = [("Møter", reverse("meetings:meetings")), (act.item.number, act.item.get_absolute_url())]
    page: dict[str, Any] = {"lead": f"{act.get_kind_display()} i saken «{title_for(act.item, user)}»"}
    page["history"] = history_for(user, "meetings.change_municipality_act", act)
    return store_page(request, form, store, heading=f"{act.municipality}", crumbs=crumbs, **page)
