"""The pages of the statistics of a period."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rorikt.decisions import cases_made_of
from rorikt.figures.values import NotAvailable
from rorikt.keeping.answers import kept
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export
from support.counting import columns
from support.sla.policies import load_rules
from support.statistics import overview, period
from support.statistics.forms import PeriodForm, StatisticsForm


@needs("support.view_statistics")
@kept
def index(request: HttpRequest) -> HttpResponse:
    """The period of the query string, or the last three whole months that have tickets."""
    with columns.kept() as tickets:
        today = timezone.localdate()
        period = overview.default_period(today)
        form = PeriodForm(request.GET or None, initial=dict(zip(("first", "last"), period, strict=True)))
        context = {"form": form, "has_tickets": len(tickets) > 0}
        context["cases"] = cases_made_of(request.get_full_path(), person(request)) if form.is_bound else []
        if context["has_tickets"] and (form.is_valid() or not form.is_bound):
            first, last = (form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_bound else period
            context |= _shown(first, last, today)
    return render(request, "support/statistics/index.html", context)


@needs("support.view_statistics")
@kept
def statistics(request: HttpRequest) -> HttpResponse:
    """Any period and day, of all tickets or of some; as a file where the query string asks for one."""
    with columns.kept() as everything:
        today = timezone.localdate()
        initial = dict(zip(("first", "last"), overview.default_period(today), strict=True))
        asked = {name for name in request.GET if name not in {"eksport", "tabell"}}
        form = StatisticsForm(request.GET if asked else None, initial=initial)
        context: dict[str, Any] = {
            "form": form, "has_tickets": len(everything) > 0,
        }  # fmt: skip
        if context["has_tickets"] and (form.is_valid() or not form.is_bound):
            shown = form.period(initial, today)
            chosen = period.chosen(everything, shown.filters)
            tables = period.tables(chosen, shown, form.category_level, load_rules())
            backlog, trend = period.backlog(chosen, shown), period.trend(chosen, shown)
            if answer := export.answer(request, f"statistikk {shown.name}", *tables, backlog, trend):
                return answer
            context |= {"period": shown, "tables": tables, "backlog": backlog, "trend": trend}
    return render(request, "support/statistics/statistics.html", context)


def _shown(first: date, last: date, today: date) -> dict[str, Any]:
    try:
        return {"overview": overview.overview(first, last, today)}
    except NotAvailable as error:
        return {"not_available": str(error)}
