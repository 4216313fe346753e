"""Pages of the mapping of accounts: the ranges of a year, those without one, and where each account stands."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.accounts import actions
from budget.accounts.report import unknown_table, unknown_totals
from budget.ledger.models import AccountMapping, has_import
from budget.lines.models import BudgetLine
from budget.mapping.forms import AccountMappingForm, CopyMappingsForm, ManyForm
from budget.mapping.many import code_of
from budget.mapping.report import nested, placements_of, told_some
from budget.mapping.tables import AccountMappingTable, PlacementTable
from budget.money.access import may_change, may_view
from budget.years.navigation import navigation, year_crumb
from budget.years.state import state_of
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def mappings(request: HttpRequest, year: int) -> HttpResponse:
    return _mappings_page(request, year)


@require_POST
@may_change
def map_many(request: HttpRequest, year: int) -> HttpResponse:
    form = ManyForm(request.POST, year=year, unknown=unknown_totals(year))
    if form.is_valid():
        chosen = form.mappings()
        try:
            actions.add_mappings(chosen, by=person(request), now=timezone.now())
        except ValidationError as error:
            form.add_error("begins_with", error.messages)
        else:
            messages.success(request, f"Koblet: {told_some(chosen)}.")
            return redirect("budget:account-mappings", year)
    return _mappings_page(request, year, form)


@may_view
def placements(request: HttpRequest, year: int) -> HttpResponse:
    may_edit = request.user.has_perm("budget.change_budget")
    table = PlacementTable(placements_of(year), year=year, may_change=may_edit)
    if file := export.answer(request, f"hver-konto-{year}", table):
        return file
    listing.configure(request, table)
    context = {
        "year": year,
        "table": table,
        "crumbs": [year_crumb(year), ("Konti", reverse("budget:account-mappings", args=[year]))],
    }
    return render(request, "budget/mapping/placements.html", context)


def _proposed_mapping(request: HttpRequest, year: int) -> AccountMapping:
    """The query string may propose the account, from the list of those without a mapping."""
    basis, number = request.GET.get("basis", ""), request.GET.get("first", "")[:20]
    known = basis if basis in AccountMapping.Basis else AccountMapping.Basis.ACCOUNT
    return AccountMapping(year=year, basis=known, first=number, last=number)


mapping_pages = row_pages(
    AccountMappingForm,
    "budget.change_budget",
    find=among(AccountMapping.objects),
    start=_proposed_mapping,
    crumbs=lambda row: [year_crumb(row.year), ("Konti", reverse("budget:account-mappings", args=[row.year]))],
    new="Ny kontokobling i {row.year}",
    edit="Endre {row} i {row.year}",
    ask="Slette koblingen «{row}» i {row.year}?",
    consequence="Beløpene på kontiene tas ut av linjen; ligger området i et videre, følger de det. "
    "Godkjente dokumenter endres ikke.",
    delete_url="budget:account-mapping-delete",
    store=actions.store_mapping,
    delete=actions.delete_mapping,
)


@require_POST
@may_change
def copy_mappings(request: HttpRequest, year: int) -> HttpResponse:
    form = CopyMappingsForm(request.POST, years=_other_years(year))
    if form.is_valid():
        try:
            copied = actions.copy_mappings(
                from_year=form.cleaned_data["from_year"], to_year=year, by=person(request), now=timezone.now()
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{copied} koblinger er hentet.")
    return redirect("budget:account-mappings", year)


# Parts


def _mappings_page(request: HttpRequest, year: int, form: ManyForm | None = None) -> HttpResponse:
    stored = AccountMapping.objects.filter(year=year).select_related("line")
    may_edit = request.user.has_perm("budget.change_budget")
    table = AccountMappingTable(nested(stored), year=year, may_change=may_edit, prefix="kobling-")
    unknown = unknown_totals(year)
    if file := export.answer(
        request, f"kontokoblinger-{year}", table, unknown_table(unknown, [year]) if unknown else None
    ):
        return file
    listing.configure(request, table)
    others = _other_years(year) if may_edit else []
    rows = [(code_of(codes), total) for codes, total in unknown.items()]
    context = {
        **navigation(request, "budget:account-mappings", year, state=state_of(year)),
        "table": table,
        "unknown": listing.page_of(request, rows),
        "unknown_sum": sum((total.amount for total in unknown.values()), Decimal(0)),
        "many": (form or ManyForm(year=year, unknown=unknown)) if may_edit else None,
        "chosen": set(form.data.getlist("accounts")) if form else set(),  # type: ignore[attr-defined]
        "has_import": has_import(year),
        "has_lines": BudgetLine.objects.for_year(year).exists(),
        "copy_form": CopyMappingsForm(years=others) if others else None,
    }
    return render(request, "budget/mapping/mappings.html", context)


def _other_years(year: int) -> list[int]:
    others = AccountMapping.objects.exclude(year=year).order_by("-year")
    return list(others.values_list("year", flat=True).distinct())
