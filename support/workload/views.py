"""The page of what a support lead asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rorikt.people.permissions import needs
from rorikt.tables import export
from support.counting import columns
from support.sla.policies import load_rules
from support.statistics.forms import StatisticsForm
from support.statistics.overview import default_period
from support.statistics.period import chosen
from support.workload.page import tables


@needs("support.view_statistics")
def workload(request: HttpRequest) -> HttpResponse:
    """Any period and day, of all tickets or of some; as a file where the query string asks for one."""
    with columns.kept() as everything:
        today = timezone.localdate()
        initial = dict(zip(("first", "last"), default_period(today), strict=True))
        asked = {name for name in request.GET if name not in {"eksport", "tabell"}}
        form = StatisticsForm(request.GET if asked else None, initial=initial)
        context: dict[str, Any] = {"form": form, "has_tickets": len(everything) > 0}
        if context["has_tickets"] and (form.is_valid() or not form.is_bound):
            shown = form.period(initial, today)
            found = tables(chosen(everything, shown.filters), shown, form.category_level, load_rules())
            if answer := export.answer(request, f"kø og flyt {shown.name}", *found):
                return answer
            context |= {"period": shown, "tables": found}
    return render(request, "support/workload/workload.html", context)
