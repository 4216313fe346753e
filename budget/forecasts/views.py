"""Pages of the forecast, of what a line's budget is month by month, and of the line's own forecasts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from budget.forecasts import actions
from budget.forecasts.forms import DistributionForm, ForecastForm, ForecastPeriodForm
from budget.forecasts.report import forecast_chart, forecast_of, months_until
from budget.forecasts.tables import ForecastTable
from budget.lines.forecast import Method
from budget.lines.models import BudgetLine
from budget.money.access import may_view
from budget.years.navigation import navigation, year_crumb
from budget.years.state import state_of
from rorikt.decisions import cases_made_of
from rorikt.pages.editing import Crumbs, store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

may_forecast = needs("budget.set_forecast")


@may_view
def forecast(request: HttpRequest, year: int) -> HttpResponse:
    state = state_of(year)
    form = ForecastPeriodForm(request.GET, state=state)
    found = forecast_of(year, form.month)
    table = ForecastTable(found, exact=form.is_exact)
    listing.order(request, table)
    chart = forecast_chart(found)
    if file := export.answer(request, f"prognose-{year}", table, *([chart] if found.rows else [])):
        return file
    context = {
        **navigation(request, "budget:forecast", year, state=state),
        "form": form,
        "found": found,
        "until": months_until(found.month) if found.month else "",
        "table": table,
        "chart": chart,
        "cases": cases_made_of(request.path, person(request)),
    }
    return render(request, "budget/forecasts/forecast.html", context)


@may_forecast
def set_forecast(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine, pk=pk)
    newest = line.forecasts.first()
    initial = {"method": newest.method, "amount": newest.amount} if newest else {"method": Method.RUN_RATE}
    form = ForecastForm(request.POST or None, initial=initial)

    def store() -> None:
        actions.set_forecast(
            line,
            method=Method(form.cleaned_data["method"]),
            amount=form.cleaned_data["amount"],
            text=form.cleaned_data["text"],
            by=person(request),
            now=timezone.now(),
        )

    return store_page(request, form, store, heading=f"Prognose for {line}", crumbs=_crumbs(line))


@may_forecast
def set_distribution(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine, pk=pk)
    stored = [share.percent for share in line.month_shares.all()]
    form = DistributionForm(request.POST or None, initial=DistributionForm.initial_of(stored))

    def store() -> None:
        actions.set_distribution(line, form.percentages(), by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=f"Fordel budsjettet på måneder: {line}", crumbs=_crumbs(line))


def _crumbs(line: BudgetLine) -> Crumbs:
    home = year_crumb(line.year)
    return [home, (line.title, line.get_absolute_url())]
