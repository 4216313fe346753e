"""Pages of the measures of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budget.measures.forms import MeasureForm
from budget.measures.models import Measure
from budget.measures.report import covered, measures_of
from budget.measures.tables import MeasureTable
from budget.money.access import may_view
from budget.years.navigation import navigation, year_crumb
from budget.years.state import state_of
from rorikt.figures.shown import shown
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def measures(request: HttpRequest, year: int) -> HttpResponse:
    user, state = person(request), state_of(year)
    rows = Measure.objects.for_year(year).visible_to(user).select_related("line")
    may_change = user.has_perm("budget.change_budget")
    table = MeasureTable(rows, year=year, may_change=may_change)
    if file := export.answer(request, f"tiltak-{year}", table):
        return file
    found = measures_of(year)
    context = {
        **navigation(request, "budget:measures", year, state=state),
        "table": listing.configure(request, table),
        "found": found,
        "covered": shown(covered, found),
        "may_change": may_change,
    }
    return render(request, "budget/measures/measures.html", context)


def _crumbs(measure: Measure) -> Crumbs:
    return [year_crumb(measure.year), ("Tiltak", reverse("budget:measures", args=[measure.year]))]


measure_pages = row_pages(
    MeasureForm,
    "budget.change_budget",
    find=among(Measure.objects),
    start=lambda request, year: Measure(year=year),
    crumbs=_crumbs,
    new="Nytt tiltak i {row.year}",
    consequence="Utkast til rapporter viser det ikke lenger. Godkjente versjoner endres ikke.",
    delete_url="budget:measure-delete",
)
