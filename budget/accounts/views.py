"""Pages of account imports, of the mapping of accounts, and of the entries behind a figure."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from budget.accounts import actions, report
from budget.accounts.forms import (
    AccountMappingForm,
    ColumnsForm,
    ConfirmForm,
    CopyMappingsForm,
    EntryFilter,
    SheetForm,
    UploadForm,
    at_form,
)
from budget.accounts.tables import AccountMappingTable, EntryTable, ImportTable
from budget.ledger import accounts_file
from budget.ledger.models import AccountEntry, AccountImport, AccountMapping, AccountTotal, has_import
from budget.lines.models import BudgetLine
from budget.money.access import may_change, may_view
from budget.years.navigation import navigation, year_crumb
from budget.years.state import state_of
from rorikt.amounts import ORE, number
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.imports.pages import facts, faults_table, sample
from rorikt.pages import downloads
from rorikt.pages.editing import Crumbs, delete_page
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

may_view_entries = needs("budget.view_entry")

MOST_EXPORTED = 100_000


# Imports


@may_view_entries
def imports(request: HttpRequest) -> HttpResponse:
    files = ImportedFile.objects.filter(kind=accounts_file.KIND)
    files = files.select_related("source", "uploaded_by", "account_import")
    table = listing.configure(request, ImportTable(files))
    if file := export.answer(request, "regnskapsfiler", table):
        return file
    return render(
        request, "budget/accounts/imports.html", {**navigation(request, "budget:account-imports"), "table": table}
    )


@may_change
def new_import(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form.cleaned_data["content"], form.cleaned_data["source"])
        except ValidationError as error:
            at_form(form, "content", error)
    context = {
        "form": form,
        "heading": "Last opp regnskap",
        "crumbs": _crumbs(),
        "back": reverse("budget:account-imports"),
    }
    return render(request, "budget/accounts/upload.html", context)


@may_change
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose which column is which, with the first rows of the file to look at."""
    imported = _file(pk)
    sheet = request.GET.get("ark") or imported.options.get("sheet", "")
    try:
        layout = imported_files.layout_of(imported, sheet)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:account-import-columns" if request.GET.get("ark") else "budget:account-import", pk)
    form = ColumnsForm(request.POST or None, layout=layout, imported=imported)
    if request.method == "POST" and form.is_valid():
        try:
            return _read_by(request, imported, form)
        except ValidationError as error:
            at_form(form, "", error)
    context = {
        "imported": imported,
        "form": form,
        "sheet_form": SheetForm(layout=layout) if len(layout.sheets) > 1 else None,
        "sample": sample(imported, layout),
        "crumbs": _crumbs(imported),
        "back": _page_of(imported),
    }
    return render(request, "budget/accounts/columns.html", context)


@may_view_entries
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    own = getattr(imported, "account_import", None)
    page = report.file_page(imported)
    errors, warnings = (faults_table(imported, which) for which in ("errors", "warnings"))
    stated = report.stated_sums(imported)
    if file := export.answer(request, "regnskapsimport", *page.changes, page.unknown, errors, warnings, stated):
        return file
    may_confirm = imported.state == ImportedFile.State.PREVIEWED and not imported.error_count and imported.row_count
    context = {
        "imported": imported,
        "is_saft": not imported.mapping,
        "page": page,
        "unknown": report.shortened(page.unknown),
        "errors": errors,
        "warnings": warnings,
        "stated": stated,
        "replaced_by": own.replaced_by if own else None,
        "replaces": own.replaces.select_related("imported") if own else (),
        "may_confirm": may_confirm and not page.typed_years and not page.closed_years,
        "confirm_form": ConfirmForm(page=page) if may_confirm else None,
        "entries_url": report.entries_url(_first_year(own), account_import=imported.pk) if own else "",
        "facts": [*facts(imported), ("Størrelse", filesizeformat(imported.byte_count))],
        "crumbs": _crumbs(),
    }
    return render(request, "budget/accounts/import.html", context)


@may_view_entries
def import_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself as it was uploaded; saved, never shown in the browser, since a stranger's system made it."""
    imported = _file(pk)
    try:
        path = imported_files.path_of(imported)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_page_of(imported))
    return downloads.deliver(
        request, path, imported.sha256, imported.original_name, content_type="application/octet-stream", save=True
    )


@require_POST
@may_change
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    form = ConfirmForm(request.POST, page=report.file_page(imported))
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(map(str, faults)))
        return redirect(f"{_page_of(imported)}#importer")
    try:
        job = imported_files.start_confirm(imported, by=person(request), **form.options())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_page_of(imported))
    return redirect(job)


@may_change
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    return delete_page(
        request,
        lambda: imported_files.undo(imported, by=person(request), now=timezone.now()),
        heading=f"Angre importen av «{imported.original_name}»?",
        consequence=(
            f"{number(Decimal(imported.row_count))} rader tas ut av regnskapet, og det filen erstattet, gjelder igjen. "
            "Filen og hva som ble funnet i den, blir liggende."
        ),
        crumbs=_crumbs(imported),
        done=_page_of(imported),
        verb="Angre importen",
        told="Importen er angret.",
    )


@may_change
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    return delete_page(
        request,
        lambda: imported_files.discard(imported, by=person(request), now=timezone.now()),
        heading=f"Forkaste «{imported.original_name}»?",
        consequence="Filen slettes. Ingen av radene er importert.",
        crumbs=_crumbs(imported),
        done=reverse("budget:account-imports"),
        verb="Forkast filen",
        told="Filen er forkastet.",
    )


@may_change
def clear_typed(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    years = report.file_page(imported).typed_years
    return delete_page(
        request,
        lambda: actions.clear_typed(years, by=person(request), now=timezone.now()),
        heading=f"Ta bort regnskapet som er skrevet inn for {', '.join(map(str, years))}?",
        consequence="Regnskapet på alle linjene settes til null, så filen kan ta over. Tallene står i endringsloggen.",
        crumbs=_crumbs(imported),
        done=_page_of(imported),
        verb="Ta bort tallene",
        told="Tallene er tatt bort.",
    )


# Mapping


@may_view
def mappings(request: HttpRequest, year: int) -> HttpResponse:
    stored = AccountMapping.objects.filter(year=year).select_related("line")
    may_edit = request.user.has_perm("budget.change_budget")
    table = AccountMappingTable(stored, year=year, may_change=may_edit)
    unknown = report.unknown_accounts(year)
    if file := export.answer(request, f"kontokoblinger-{year}", table, unknown):
        return file
    others = list(AccountMapping.objects.exclude(year=year).order_by("-year").values_list("year", flat=True).distinct())
    context = {
        **navigation(request, "budget:account-mappings", year, state=state_of(year)),
        "table": table,
        "unknown": report.shortened(unknown),
        "has_import": has_import(year),
        "has_lines": BudgetLine.objects.for_year(year).exists(),
        "copy_form": CopyMappingsForm(years=others) if may_edit and others else None,
    }
    return render(request, "budget/accounts/mappings.html", context)


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
    consequence="Beløpene på kontiene tas ut av linjen. Godkjente dokumenter endres ikke.",
    delete_url="budget:account-mapping-delete",
    store=actions.store_mapping,
    delete=actions.delete_mapping,
)


@require_POST
@may_change
def copy_mappings(request: HttpRequest, year: int) -> HttpResponse:
    years = list(AccountMapping.objects.exclude(year=year).values_list("year", flat=True).distinct())
    form = CopyMappingsForm(request.POST, years=years)
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


# Entries


class CountedPaginator(Paginator):
    """Knows how many rows there are from the stored totals, so that no page counts millions of them."""

    known_count: int | None = None

    @cached_property
    def count(self) -> int:
        return super().count if self.known_count is None else self.known_count


@may_view_entries
def entries(request: HttpRequest, year: int) -> HttpResponse:
    """Entries of imports that count; those of one import also when it has been replaced."""
    listed = AccountEntry.objects.for_year(year).order_by("account", "month", "pk")
    if request.GET.get("account_import"):
        listed = listed.order_by("account_import", "line_number", "pk")
    elif replaced := list(AccountImport.objects.filter(replaced_by__isnull=False).values_list("pk", flat=True)):
        listed = listed.exclude(account_import__in=replaced)
    listed = listed.prefetch_related("account_import__imported")
    chosen = EntryFilter(request.GET, listed)
    is_valid = chosen.form.is_valid()
    table = EntryTable(chosen.qs if is_valid else listed.none())
    known, amount = _known(year, chosen.form.cleaned_data) if is_valid else (0, None)
    if known is not None and known <= MOST_EXPORTED and (file := export.answer(request, f"poster-{year}", table)):
        return file
    paginator = type("KnownPaginator", (CountedPaginator,), {"known_count": known})
    listing.configure(request, table, paginator_class=paginator)
    context = {
        **navigation(request, "budget:entries", year),
        "filter": chosen,
        "table": table,
        "reset": reverse("budget:entries", args=[year]),
        "total": amount,
        "may_export": known is not None and 0 < known <= MOST_EXPORTED,
    }
    return render(request, "budget/accounts/entries.html", context)


@may_view
def line_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine, pk=pk)
    table = report.line_accounts(line)
    if file := export.answer(request, f"konti-{line.slug}-{line.year}", table):
        return file
    crumbs = [year_crumb(line.year)]
    context = {"line": line, "table": table, "crumbs": [*crumbs, (line.title, line.get_absolute_url())]}
    return render(request, "budget/accounts/line_accounts.html", context)


# Parts


def _file(pk: int) -> ImportedFile:
    files = ImportedFile.objects.filter(kind=accounts_file.KIND)
    return get_object_or_404(files.select_related("source", "uploaded_by", "confirmed_by", "undone_by"), pk=pk)


def _received(request: HttpRequest, content: Any, source: ImportSource | None) -> HttpResponse:
    """Keep the file and go on: to the reading of it where its columns are known, else to the choice of them."""
    by, now = person(request), timezone.now()
    imported = imported_files.upload(content, kind=accounts_file.KIND, name=content.name, by=by, now=now)
    path = imported_files.path_of(imported)
    mapping, options = (source.mapping, source.options) if source else ({}, {})
    is_saft = accounts_file.is_saft(path)
    try:
        layout = None if is_saft else imported_files.layout_of(imported, options.get("sheet", ""))
    except ValidationError:
        imported_files.discard(imported, by=by, now=now)
        raise
    imported_files.choose_mapping(imported, mapping=mapping, options=options, source=source, by=by)
    if layout and (not source or accounts_file.faults(mapping, options, layout)):
        return redirect("budget:account-import-columns", imported.pk)
    return redirect(imported_files.start_preview(imported, by=by))


def _read_by(request: HttpRequest, imported: ImportedFile, form: ColumnsForm) -> HttpResponse:
    by = person(request)
    chosen = {"mapping": form.mapping(), "options": form.options()}
    name, source = form.cleaned_data["source_name"], None
    if name:
        source = imported_files.save_source(kind=imported.kind, name=name, by=by, now=timezone.now(), **chosen)
    imported_files.choose_mapping(imported, source=source, by=by, **chosen)
    return redirect(imported_files.start_preview(imported, by=by))


def _known(year: int, chosen: dict[str, Any]) -> tuple[int | None, Decimal | None]:
    """How many entries there are and what they add up to; nothing where the stored totals cannot tell."""
    if chosen.get("text") or chosen.get("line"):
        return None, None
    totals = _chosen_totals(year, chosen)
    found = totals.aggregate(count=Sum("entry_count", default=0), amount=Sum("amount", default=Decimal(0)))
    return found["count"], found["amount"].quantize(ORE)


def _chosen_totals(year: int, chosen: dict[str, Any]) -> Any:
    totals = AccountTotal.objects.for_year(year)
    if not chosen.get("account_import"):
        totals = totals.in_force()
    names = ("account", "art", "month", "account_import")
    return totals.filter(**{name: chosen[name] for name in names if chosen.get(name) not in ("", None)})


def _first_year(own: Any) -> int:
    return AccountTotal.objects.filter(account_import=own).order_by("year").values_list("year", flat=True)[0]


def _page_of(imported: ImportedFile) -> str:
    return reverse("budget:account-import", args=[imported.pk])


def _crumbs(imported: ImportedFile | None = None) -> Crumbs:
    crumbs = [("Økonomi", reverse("budget:index")), ("Regnskapsfiler", reverse("budget:account-imports"))]
    return crumbs if imported is None else [*crumbs, (imported.original_name, _page_of(imported))]
