"""The page of an accounting year: how far its accounts reach, what is missing, who closed or reopened it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.allocations.models import SHARED_OF_CLOSED, AllocationRun
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.result.charts import shown_kroner
from budget.result.forms import ClosingForm, ReopeningForm
from budget.result.headline import result_figures
from budget.result.operating_result import result_of
from budget.years import actions
from budget.years.forms import ReachForm
from budget.years.navigation import navigation, year_crumb
from budget.years.state import happened, state_of, stops_at
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person

may_close = needs("budget.close_year")


@may_view
def accounting_year(request: HttpRequest, year: int) -> HttpResponse:
    found = result_of(year)
    may_state = request.user.has_perm("budget.change_budget") and not found.is_whole and found.state.has_accounts
    context = {
        **navigation(request, "budget:accounting-year", year, state=found.state),
        "found": found,
        "figures": result_figures(found, exact=False),
        "lacks": found.lacks(shown_kroner),
        "reach_form": _reach_form(year) if may_state else None,
        "missing": [] if found.is_whole else actions.why_not_closed(year, is_whole=True),
        "may_close": request.user.has_perm("budget.close_year"),
        "runs": _runs_of(year, Reader(person(request))),
        "history": happened(year),
    }
    return render(request, "budget/result/accounting_year.html", context)


@require_POST
@may_change
def state_reach(request: HttpRequest, year: int) -> HttpResponse:
    form = _reach_form(year, request)
    if form.is_valid():
        try:
            month = form.cleaned_data["accounts_to"]
            actions.state_reach(year, month, by=person(request), now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Måneden er lagret.")
    else:
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    return redirect("budget:accounting-year", year)


@may_close
def close_year(request: HttpRequest, year: int) -> HttpResponse:
    form = ClosingForm(
        request.POST or None,
        year=year,
        today=timezone.localdate(),
        stops_at=stops_at(year),
        reaches=state_of(year).accounts_to,
    )

    def store() -> None:
        actions.close_year(year, **form.values(), by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=f"Avslutt regnskapsåret {year}", crumbs=_crumbs(year))


@may_close
def reopen_year(request: HttpRequest, year: int) -> HttpResponse:
    form = ReopeningForm(request.POST or None)

    def store() -> None:
        reason = form.cleaned_data["reason"]
        actions.reopen_year(year, reason=reason, by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=f"Gjenåpne regnskapsåret {year}", crumbs=_crumbs(year))


def _runs_of(year: int, reader: Reader) -> list[tuple[AllocationRun, str]]:
    """Each with its title as this reader may see it; drafts for those who see drafts."""
    runs = AllocationRun.objects.filter(year=year, kind__in=SHARED_OF_CLOSED).order_by("pk")
    shown = runs if reader.sees_drafts else runs.approved()
    return [(run, reader.of_run(run).text(run.title)) for run in shown]


def _reach_form(year: int, request: HttpRequest | None = None) -> ReachForm:
    state = state_of(year)
    last = stops_at(year, december=True)
    return ReachForm(request.POST if request else None, year=year, last=last, stated=state.accounts_to)


def _crumbs(year: int) -> list[tuple[str, str]]:
    return [
        year_crumb(year),
        ("Regnskapsåret", reverse("budget:accounting-year", args=[year])),
    ]
