"""Pages of what each municipality pays in a year and why."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.allocations.models import AllocationRun
from budget.charges import report
from budget.frame.models import FrameChange
from budget.frame.report import frame_and_budget
from budget.money import paper
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.runs.actions import share_changes
from budget.years.navigation import navigation, year_crumb
from rorikt.figures.shown import shown
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export


@require_POST
@may_change
def allocate_change(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Share what comes every year for one of the later years."""
    change = get_object_or_404(FrameChange, pk=pk, kind=FrameChange.Kind.YEARLY, year__lt=year)
    try:
        (made,) = share_changes([change], year=year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:charges", year=year)
    return redirect(made)


@require_POST
@may_change
def allocate_changes(request: HttpRequest, year: int) -> HttpResponse:
    """Share all that comes every year and is not shared for this year, as drafts to be approved one by one."""
    changes = report.unallocated_changes(year)
    try:
        made = share_changes(changes, year=year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:charges", year=year)
    messages.success(request, f"{len(made)} fordelinger er regnet ut. Se over og godkjenn dem.")
    return redirect(f"{reverse('budget:runs')}?charged_year={year}&state={AllocationRun.State.DRAFT}")


@may_view
def charges(request: HttpRequest, year: int) -> HttpResponse:
    """What all municipalities pay in a year."""
    reader = Reader(person(request))
    charged = report.charged_year(year, reader)
    table = report.all_charges_table(charged, reader)
    missing = shown(report.missing_table, charged)
    if answer := export.answer(request, f"Kommunene betaler {year}{charged.suffix}", table, missing.table):
        return answer
    context = {
        **navigation(request, "budget:charges", year, also=report.years_of_charges()),
        "charged": charged,
        "table": table,
        "frame": frame_and_budget(year, reader),
        "missing": missing.table,
        "municipalities": Municipality.objects.all(),
        "unallocated": [
            (change, reader.of_change(change).text(change.title), reader.of_change(change).hides_amounts)
            for change in report.unallocated_changes(year)
        ],
        "may_change": request.user.has_perm("budget.change_budget"),
    }
    return render(request, "budget/charges/charges.html", context)


@may_view
def municipality_charges(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """What one municipality pays in a year, and why."""
    municipality = get_object_or_404(Municipality, pk=number)
    reader, found = Reader(person(request)), report.charges_of(municipality, year)
    known = report.years_of_charges()
    years = report.charged_years({*known, year, year - 1}, reader)
    charged, before = years[year].of(number), years[year - 1].of(number)
    table = report.charges_table(municipality, charged, found, reader)
    missing = shown(report.missing_table, charged)
    compared = shown(report.comparison_table, municipality, charged, before, reader)
    history = report.history_table(municipality, {one: years[one] for one in known}, reader)
    tables = (table, missing.table, compared.table, history)
    if answer := export.answer(request, f"{municipality.name} betaler {year}{charged.suffix}", *tables):
        return answer
    context = {
        "year": year,
        "municipality": municipality,
        "charged": charged,
        "table": table,
        "missing": missing.table,
        "compared": compared,
        "charges": report.reasons(found, reader),
        "history": history,
        "crumbs": [year_crumb(year), ("Kommunene betaler", reverse("budget:charges", args=[year]))],
    }
    return render(request, "budget/charges/municipality_charges.html", context)


@may_view
def municipality_charges_pdf(request: HttpRequest, year: int, number: str) -> HttpResponseBase:
    municipality = get_object_or_404(Municipality, pk=number)
    reader, found = Reader(person(request)), report.charges_of(municipality, year)
    years = report.charged_years([year, year - 1], reader)
    charged, before = years[year].of(number), years[year - 1].of(number)
    missing = shown(report.missing_table, charged)
    compared = shown(report.comparison_table, municipality, charged, before, reader)
    tables = (report.charges_table(municipality, charged, found, reader), missing.table, compared.table)
    sheet = paper.MoneySheet(
        f"Hva {municipality.name} betaler i {year}{charged.suffix}, og hvorfor",
        [
            ("Kommune", municipality.name),
            ("År", str(year)),
            ("Summen", charged.so_far or "Hel: alle forventede deler er med."),
            *([("Mot året før", compared.missing)] if compared.missing else []),
        ],
        [table for table in tables if table],
        reasons=[(reason.title, f"{reason.why} {reason.rests_on}") for reason in report.reasons(found, reader)],
    )
    return paper.deliver(request, sheet, origin=reverse("budget:municipality-charges", args=[year, municipality.pk]))
