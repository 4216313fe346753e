"""The page of the calculator: what a proposed key would have meant."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budget.charges.key_comparison import meaning
from budget.keys.calculator import propose
from budget.keys.forms import CalculatorForm
from budget.keys.report import weights_table
from budget.keys.views import key_crumbs
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation, newest_year
from rorikt.figures.shown import shown
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def calculator(request: HttpRequest) -> HttpResponse:
    """Reads everything from the query string, so that a proposal can be sent to somebody as a link."""
    members = Municipality.objects.all()
    is_asked = "year" in request.GET
    form = CalculatorForm(request.GET if is_asked else None, municipalities=members, initial={"year": newest_year()})
    context: dict[str, Any] = {**navigation(request, "budget:cost-keys"), "form": form, "crumbs": key_crumbs()}
    if is_asked and form.is_valid():
        components = form.components()
        shares = propose(components)
        weights = weights_table(components, shares)
        compared = shown(meaning, shares, form.cleaned_data["year"], Reader(person(request)))
        if answer := export.answer(request, "Foreslått fordelingsnøkkel", weights, compared.table):
            return answer
        use = {name: value for name, value in request.GET.items() if value and name != "eksport"}
        context |= {
            "weights": weights,
            "compared": compared,
            "use_url": f"{reverse('budget:cost-key-new')}?{urlencode(use)}",
        }
    return render(request, "budget/charges/calculator.html", context)
