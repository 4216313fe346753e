"""Pages of the compensation of VAT: all municipalities in a year, one of them, and who claims it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.compensation.forms import VatClaimForm
from budget.compensation.models import VatClaim
from budget.compensation.report import RULES, all_table, facts, municipality_table, year_of_vat
from budget.money import paper
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def compensation(request: HttpRequest, year: int) -> HttpResponse:
    reader = Reader(person(request))
    found = year_of_vat(year, reader)
    table = all_table(found, reader)
    if answer := export.answer(request, f"Mva-kompensasjon {year}", table):
        return answer
    context = {
        **navigation(request, "budget:compensation", year),
        "found": found,
        "table": table,
        "facts": facts(found),
        "rules": RULES,
        "may_change": request.user.has_perm("budget.change_budget"),
    }
    return render(request, "budget/compensation/compensation.html", context)


@may_view
def municipality_compensation(request: HttpRequest, year: int, number: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality, pk=number)
    reader = Reader(person(request))
    found = year_of_vat(year, reader)
    table = municipality_table(found, number, reader)
    if answer := export.answer(request, f"Mva-kompensasjon {year} {municipality.name}", table):
        return answer
    context = {
        "municipality": municipality,
        "year": year,
        "table": table,
        "facts": facts(found),
        "rules": RULES,
        "crumbs": _crumbs(year),
    }
    return render(request, "budget/compensation/municipality_compensation.html", context)


@may_view
def municipality_compensation_pdf(request: HttpRequest, year: int, number: str) -> HttpResponseBase:
    municipality = get_object_or_404(Municipality, pk=number)
    reader = Reader(person(request))
    found = year_of_vat(year, reader)
    sheet = paper.MoneySheet(
        f"Merverdiavgift som kan kompenseres, {municipality.name} {year}",
        [("Kommune", municipality.name), *facts(found)],
        [municipality_table(found, number, reader)],
        reasons=RULES,
    )
    return paper.deliver(request, sheet, origin=reverse("budget:municipality-compensation", args=[year, number]))


def _crumbs(year: int) -> Crumbs:
    return [("Økonomi", reverse("budget:index")), ("Mva-kompensasjon", reverse("budget:compensation", args=[year]))]


def _start(request: HttpRequest, year: int) -> VatClaim:
    return VatClaim(year=year, stated_by=person(request), stated_at=timezone.now())


def _row_crumbs(claim: Any) -> Crumbs:
    return _crumbs(claim.year)


claim_pages = row_pages(
    VatClaimForm,
    "budget.change_budget",
    find=among(VatClaim.objects.all()),
    start=_start,
    crumbs=_row_crumbs,
    new="Hvem krever mva-kompensasjonen?",
    edit="Endre {row}",
    consequence="Da gjelder det som var avklart før, eller ingenting. Avklaringen står fortsatt i endringsloggen.",
    delete_url="budget:vat-claim-delete",
)
