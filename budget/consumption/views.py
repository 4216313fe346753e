"""The page of what other counts and prices would cost next year, and the tries that are kept by a name."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.consumption.forms import ProposalForm, WhatIfForm
from budget.consumption.models import ConsumptionProposal
from budget.consumption.what_if import by_service_table, municipalities_table, outlook, services_table
from budget.keys.report import municipality_names
from budget.money.access import may_change, may_view
from budget.services.models import Service
from budget.services.views import service_crumbs
from budget.years.navigation import chosen_year, navigation
from rorikt.audit import rows
from rorikt.pages.editing import delete_page
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import export

MOST_COLUMNS = 8
NOT_KEPT = {"eksport", "csrfmiddlewaretoken", "title", "tell"}


@may_view
def what_if(request: HttpRequest) -> HttpResponse:
    """Reads everything from the query string."""
    services, is_asked = list(Service.objects.all()), "year" in request.GET
    initial = {"year": chosen_year(request) + 1}
    form = WhatIfForm(
        request.GET if is_asked else None, services=services, counted=_counted(request.GET), initial=initial
    )
    proposals = ConsumptionProposal.objects.all()[:20]
    context: dict[str, Any] = {
        **navigation(request, "budget:services"),
        "form": form,
        "query": _kept(request.GET),
        "proposals": proposals,
        "crumbs": service_crumbs(),
    }
    if is_asked and form.is_valid():
        year, names = form.cleaned_data["year"], municipality_names()
        found = outlook(services, year, form.tried())
        tables = [municipalities_table(found, names, year), services_table(found, year)] if found else []
        whole = by_service_table(found, names, year) if found else None
        if found and (answer := export.answer(request, f"Hva hvis {year}", *tables, *([whole] if whole else []))):
            return answer
        context |= {
            "asked_year": year,
            "tables": tables if len(found) > MOST_COLUMNS or not whole else [*tables, whole],
            "faults": [each.fault for each in found if each.fault],
            "proposal_form": ProposalForm(),
        }
    return render(request, "budget/consumption/what_if.html", context)


@require_POST
@may_change
def save_proposal(request: HttpRequest) -> HttpResponse:
    """Keep the choices of a try under a name. They change no count and no price."""
    query = _kept(QueryDict(request.POST.get("query", "")[:20_000]))
    year = QueryDict(query).get("year", "")
    back = redirect(f"{reverse('budget:what-if')}?{query}")
    proposal = ConsumptionProposal(year=int(year) if year.isdecimal() and len(year) == 4 else 0, query=query)
    form = ProposalForm(request.POST, instance=proposal)
    if not proposal.year or not form.is_valid():
        faults = [str(fault) for of_field in form.errors.values() for fault in of_field]
        messages.error(request, " ".join(faults) or "Regn ut et forslag før du lagrer det.")
        return back
    try:
        with told_in_words():
            rows.store_row(form.instance, by=person(request), now=timezone.now(), is_figure=False)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Forslaget «{form.instance}» er lagret. Antall og priser er ikke endret.")
    return back


@may_change
def delete_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(ConsumptionProposal, pk=pk)
    address = reverse("budget:what-if")
    return delete_page(
        request,
        lambda: rows.delete_row(proposal, by=person(request), now=timezone.now(), is_figure=False),
        heading=f"Slette forslaget «{proposal}»?",
        consequence="Antall og priser endres ikke.",
        crumbs=[*service_crumbs(), ("Hva hvis", address)],
        done=address,
    )


def _counted(asked: QueryDict) -> set[int]:
    """The services whose counts are typed municipality by municipality: those asked for, and those that have some."""
    named = [*asked.getlist("tell"), *(name.split("_")[1] for name in asked if name.startswith("count_"))]
    return {int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 10}


def _kept(asked: QueryDict) -> str:
    """What is told of a try, without what is left empty."""
    return urlencode([(name, value) for name, value in asked.items() if value and name not in NOT_KEPT])
