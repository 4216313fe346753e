"""Pages of account imports, and of the entries behind a figure."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from budget.accounts import actions, report
from budget.accounts.forms import ColumnsForm, ConfirmForm, EntryFilter
from budget.accounts.tables import AccountFileTable, EntryTable
from budget.ledger.models import AccountEntry, AccountImport, AccountTotal
from budget.lines.models import BudgetLine
from budget.money.access import may_change, may_view
from budget.years.navigation import navigation, year_crumb
from rorikt.amounts import ORE, kroner, number
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.views import ImportPages, KeyFigure, Shown, Words, file_of
from rorikt.pages import downloads
from rorikt.pages.editing import delete_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

may_view_entries = needs("budget.view_entry")

MOST_EXPORTED = 100_000


# Imports


def show(request: HttpRequest, imported: ImportedFile) -> Shown:
    """What a file of accounts would change, or has changed."""
    page, stated = report.file_page(imported), report.stated_sums(imported)
    own = getattr(imported, "account_import", None)
    entries_url = report.entries_url(_first_year(own), account_import=imported.pk) if own else ""
    figures = [
        KeyFigure("Rader", number(imported.row_count), "som kan leses", entries_url),
        KeyFigure("Sum", kroner(page.amount), "kroner"),
        KeyFigure("Rader med feil", number(imported.error_count)),
        KeyFigure("Konti uten kobling", number(page.unknown_count), "hindrer ikke import"),
    ]
    return Shown(
        figures=figures if imported.row_count else (),
        tables=(*page.changes, page.unknown, stated),
        stands=not page.typed_years and not page.closed_years,
        context={
            "page": page,
            "unknown": report.shortened(page.unknown),
            "stated": stated,
            "replaced_by": own.replaced_by if own else None,
            "replaces": own.replaces.select_related("imported") if own else (),
        },
    )


ACCOUNT_FILES = ImportPages(
    kind=actions.KIND,
    may_view="budget.view_entry",
    above=("Økonomi", "budget:index"),
    words=Words(
        title="Regnskapsfiler",
        file="Regnskapsfil",
        upload="Last opp regnskap",
        lead="En fil fra regnskapssystemet leses helt eller ikke i det hele tatt. Den blir liggende slik den kom, og "
        "en import kan angres så lenge ingen godkjente dokumenter eller fordelinger bygger på den.",
        formats="CSV, Excel (XLSX, XLS), SAF-T Regnskap (XML) eller KOSTRA-fil i faste posisjoner (hele 1000 kroner), "
        "slik regnskapssystemet lager den. Beløpene kan stå i én kolonne eller i en for hver måned.",
        confirm="Importer {rows} rader",
        undone="{rows} rader tas ut av regnskapet, og det filen erstattet, gjelder igjen. Filen og hva som ble funnet "
        "i den, blir liggende.",
    ),
    template="budget/accounts/import.html",
    columns=ColumnsForm,
    show=show,
    confirm_form=lambda imported, data: ConfirmForm(data, page=report.file_page(imported)),
    table=AccountFileTable,
    around=lambda request: {**navigation(request, "budget:account-imports"), "tabs": "budget/years/navigation.html"},
)


@may_view_entries
def import_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself as it was uploaded; saved, never shown in the browser, since a stranger's system made it."""
    imported = file_of(ACCOUNT_FILES, pk)
    try:
        path = imported_files.path_of(imported)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(ACCOUNT_FILES.address("", imported))
    return downloads.deliver(
        request, path, imported.sha256, imported.original_name, content_type="application/octet-stream", save=True
    )


@may_change
def clear_typed(request: HttpRequest, pk: int) -> HttpResponse:
    imported = file_of(ACCOUNT_FILES, pk)
    years = report.file_page(imported).typed_years
    return delete_page(
        request,
        lambda: actions.clear_typed(years, by=person(request), now=timezone.now()),
        heading=f"Ta bort regnskapet som er skrevet inn for {', '.join(map(str, years))}?",
        consequence="Regnskapet på alle linjene settes til null, så filen kan ta over. Tallene står i endringsloggen.",
        crumbs=ACCOUNT_FILES.crumbs(imported),
        done=ACCOUNT_FILES.address("", imported),
        verb="Ta bort tallene",
        told="Tallene er tatt bort.",
    )


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


def _known(year: int, chosen: dict[str, Any]) -> tuple[int | None, Decimal | None]:
    """How many entries there are and what they add up to; nothing where the stored totals cannot tell."""
    if any(chosen.get(name) for name in ("text", "line", "voucher", "reference")):
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
