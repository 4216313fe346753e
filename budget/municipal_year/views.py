"""The pages of a municipality's year, and of one charge in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from budget.charges.report import charges_of
from budget.money import paper
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.municipal_year import why
from budget.municipal_year.letter import letter
from budget.municipal_year.report import MunicipalYear, page_of, year_seen_by
from budget.years.navigation import year_crumb
from rorikt.figures.shown import shown
from rorikt.figures.values import Table
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def municipality_charges(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """What one municipality pays in a year, when, what it has paid of it, and why."""
    found = _find(request, year, number)
    if request.GET.get("eksport") and (answer := export.answer(request, found.file_name, *_exported(request, found))):
        return answer
    by = person(request)
    context = {
        "year": year,
        "municipality": found.municipality,
        "found": found,
        "charged": found.charged,
        "table": found.charges_table,
        "missing": found.missing,
        "compared": found.compared,
        "charges": found.reasons,
        "history": found.history,
        "balance": found.balance,
        "may_record": by.has_perm("budget.record_received"),
        "crumbs": [year_crumb(year), ("Kommunene betaler", reverse("budget:charges", args=[year]))],
    }
    return render(request, "budget/municipal_year/municipality_charges.html", context)


@may_view
def municipality_charges_pdf(request: HttpRequest, year: int, number: str) -> HttpResponseBase:
    found = _find(request, year, number)
    return paper.deliver(request, letter(found), origin=page_of(found.municipality, year))


@may_view
def charge(request: HttpRequest, year: int, number: str, pk: int) -> HttpResponse:
    """«Hvorfor betalte vi 240 091,31?»"""
    municipality, reader = get_object_or_404(Municipality, pk=number), Reader(person(request))
    one = next((one for one in charges_of(municipality, year) if one.run.pk == pk), None)
    if one is None:
        raise Http404
    title = reader.of_run(one.run).text(one.run.title)
    split = why.split_table([one], reader)
    causes = shown(why.causes_table, one, reader)
    kept = why.kept_tables(one, reader)
    name = f"{title} {municipality.name}"
    if answer := export.answer(request, name, split, causes.table, *kept):
        return answer
    context = {
        "year": year,
        "municipality": municipality,
        "charge": one,
        "title": title,
        "facts": why.facts_of(one, reader),
        "split": split,
        "causes": causes,
        "kept": kept,
        "rows_url": "" if reader.of_run(one.run).is_closed else one.run.basis.get("url", ""),
        "crumbs": [
            year_crumb(year),
            ("Kommunene betaler", reverse("budget:charges", args=[year])),
            (municipality.name, page_of(municipality, year)),
        ],
    }
    return render(request, "budget/municipal_year/charge.html", context)


def _exported(request: HttpRequest, found: MunicipalYear) -> list[Table]:
    """The workbook has the rows as they were, too."""
    return list(found.with_rows if request.GET["eksport"] == "xlsx" else found.tables)


def _find(request: HttpRequest, year: int, number: str) -> MunicipalYear:
    return year_seen_by(person(request), get_object_or_404(Municipality, pk=number), year)
