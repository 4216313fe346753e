"""The page where a consumption is charged: what it will be, and what is missing, before anything is stored."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationRun
from budget.consumption.basis import Scope, check_not_charged
from budget.consumption.preview import preview_table
from budget.money.access import may_change
from budget.runs import actions
from budget.runs.forms import ConsumptionForm
from budget.services.service_year import read
from budget.years.navigation import chosen_year
from rorikt.people.person import person
from rorikt.refusals import told_in_words


@may_change
def new_consumption(request: HttpRequest) -> HttpResponse:
    """The choices stand in the query string; sending what is shown makes the draft."""
    year = chosen_year(request)
    form = ConsumptionForm(request.GET if "year" in request.GET else None, initial={"year": year, "charged_year": year})
    form.fields["case"].shown_to(person(request))  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "form": form,
        "crumbs": [("Økonomi", reverse("budget:index")), ("Fordelinger", reverse("budget:runs"))],
    }
    if form.is_bound and form.is_valid():
        scope = form.scope()
        faults = _faults(scope)
        if request.method == "POST" and not faults:
            try:
                with told_in_words():
                    return redirect(_make(request, form, scope))
            except ValidationError as error:
                faults = error.messages
        found = read(scope.services, scope.year, scope.months)
        context |= {
            "scope": scope,
            "faults": [*faults, *(fault for one in found for fault in one.faults)],
            "table": preview_table(scope, found),
            "case": form.cleaned_data["case"],
        }
    return render(request, "budget/runs/new_consumption.html", context)


def _make(request: HttpRequest, form: ConsumptionForm, scope: Scope) -> AllocationRun:
    return actions.make_run(
        AllocationRun.Kind.CONSUMPTION,
        year=scope.year,
        charged_year=form.cleaned_data["charged_year"],
        case=form.cleaned_data["case"],
        scope=scope,
        by=person(request),
        now=timezone.now(),
    )


def _faults(scope: Scope) -> list[str]:
    try:
        check_not_charged(scope)
    except ValidationError as error:
        return list(error.messages)
    return []
