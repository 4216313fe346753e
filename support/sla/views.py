"""The page of what tickets are measured by."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rorikt.people.permissions import needs
from rorikt.people.person import person
from support.sla import actions, definition
from support.sla.forms import YearForm


@needs("support.view_statistics")
def sla(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.GET if request.GET else None, initial={"year": timezone.localdate().year})
    year = form.initial["year"] if not form.is_bound else form.cleaned_data["year"] if form.is_valid() else None
    context = {
        "form": form,
        "policies": definition.policy_table(),
        "calendars": definition.calendar_table(),
        "holidays": definition.holiday_table(year) if year else None,
        "year": year,
    }
    return render(request, "support/sla/sla.html", context)


@require_POST
@needs("support.change_sla")
def add_holidays(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Skriv et årstall mellom 2000 og 2100.")
        return redirect("support:sla")
    year = form.cleaned_data["year"]
    added = actions.add_holidays(year, by=person(request), now=timezone.now())
    messages.success(request, f"{added} fridager er lagt inn for {year}. Mål sakene på nytt for at de skal gjelde.")
    return redirect(f"{reverse('support:sla')}?year={year}#fridager")
