"""The page where frame, budget and payments of a year are held against each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budget.money.access import may_view
from budget.money.reader import Reader
from budget.reconciling import report
from budget.years.navigation import navigation
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def reconciliation(request: HttpRequest, year: int) -> HttpResponse:
    found = report.reconciliation(year, Reader(person(request)))
    sides, differences = report.sides_table(found), report.differences_table(found)
    if file := export.answer(request, f"ramme-budsjett-betaling-{year}", sides, differences):
        return file
    context = {
        **navigation(request, "budget:reconciliation", year),
        "found": found,
        "sides": sides,
        "differences": differences,
    }
    return render(request, "budget/reconciling/reconciliation.html", context)
