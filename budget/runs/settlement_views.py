"""The page of the settlement of a year's investments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budget.allocations.models import AllocationRun
from budget.investments.report import investment_settlement
from budget.keys.report import keys_of_year
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from budget.years.state import state_of
from rorikt.figures.shown import shown
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def settlement(request: HttpRequest, year: int) -> HttpResponse:
    table = shown(investment_settlement, year)
    if file := export.answer(request, f"avregning-{year}", table.table):
        return file
    visible = AllocationRun.objects.visible_to(person(request))
    run = visible.filter(kind=AllocationRun.Kind.INVESTMENT, year=year).order_by("pk").last()
    context = {
        **navigation(request, "budget:settlement", year, state=state_of(year)),
        "settlement": table,
        "keys": keys_of_year(year),
        "run": run,
        "run_title": Reader(person(request)).of_run(run).text(run.title) if run else "",
        "may_pay": request.user.has_perm("budget.change_payment"),
    }
    return render(request, "budget/runs/settlement.html", context)
