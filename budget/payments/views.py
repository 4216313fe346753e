"""Pages of what the municipalities have paid: the list, one typed in, and files of many."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from budget.keys.report import municipality_names
from budget.money.access import may_view
from budget.money.cells import KRONER_NOTE
from budget.money.reader import Reader
from budget.payments import actions
from budget.payments.access import sees_payments_of
from budget.payments.forms import ColumnsForm, PaymentForm
from budget.payments.models import ReceivedPayment
from budget.payments.tables import ReceivedTable
from budget.years.navigation import navigation, year_crumb
from rorikt.amounts import kroner, number
from rorikt.figures.columns import column, tabulate
from rorikt.imports.models import ImportedFile
from rorikt.imports.views import ImportPages, KeyFigure, Shown, Words
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import row_pages
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def received(request: HttpRequest, year: int) -> HttpResponse:
    """Those of a year that this person may see: all, or those of the own municipality."""
    by = person(request)
    seen = [one for one in Municipality.objects.all() if sees_payments_of(by, one)]
    rows = ReceivedPayment.objects.filter(year=year, municipality__in=seen)
    may_record = by.has_perm("budget.record_received")
    table = ReceivedTable(
        rows.select_related("municipality", "part__run", "imported"), reader=Reader(by), may_change=may_record
    )
    if answer := export.answer(request, f"Innbetalinger {year}", table):
        return answer
    listing.configure(request, table)
    context = {
        **navigation(request, "budget:received", year),
        "table": table,
        "seen": seen,
        "may_record": may_record,
    }
    return render(request, "budget/payments/received.html", context)


def _start(request: HttpRequest, year: int, number: str) -> ReceivedPayment:
    return ReceivedPayment(municipality=get_object_or_404(Municipality, pk=number), year=year)


def _find(request: HttpRequest, pk: int) -> ReceivedPayment:
    return get_object_or_404(ReceivedPayment.objects.select_related("municipality"), pk=pk)


def _crumbs(payment: ReceivedPayment) -> Crumbs:
    return [year_crumb(payment.year), ("Innbetalinger", reverse("budget:received", args=[payment.year]))]


payment_pages = row_pages(
    PaymentForm,
    "budget.record_received",
    find=_find,
    start=_start,
    crumbs=_crumbs,
    new="Ny innbetaling fra {row.municipality}, {row.year}",
    consequence="Det som gjenstår for kommunen, øker tilsvarende.",
    delete_url="budget:received-delete",
    store=actions.store_payment,
    delete=actions.delete_payment,
)


def show(request: HttpRequest, imported: ImportedFile) -> Shown:
    """What a file holds, municipality by municipality, and what of it is none of ours."""
    summary, names = imported.summary, municipality_names()
    sums = [(names.get(one, one), count, Decimal(amount)) for one, count, amount in summary.get("sums", [])]
    figures = [
        KeyFigure("Innbetalinger", number(imported.row_count), "som kan importeres"),
        KeyFigure("Sum", kroner(sum((amount for _, _, amount in sums), Decimal(0))), "kroner"),
        KeyFigure("Uten kommune", number(summary.get("unmatched", 0)), "importeres ikke, og er navngitt under"),
        KeyFigure("Registrert fra før", number(summary.get("known", 0)), "importeres ikke en gang til"),
    ]
    table = tabulate(
        "per-kommune",
        f"Innbetalinger i {imported.original_name}",
        (
            column("Kommune", lambda row: row[0], total="SUM"),
            column("Antall", lambda row: row[1], str, total=sum),
            column("Beløp", lambda row: row[2], kroner, total=sum),
        ),
        sums,
        unit_note=KRONER_NOTE,
    )
    context: dict[str, Any] = {"table": table if sums else None}
    return Shown(figures=figures if summary else (), tables=(context["table"],), context=context)


PAYMENT_FILES = ImportPages(
    kind=actions.KIND,
    may_view="budget.record_received",
    above=("Økonomi", "budget:index"),
    words=Words(
        title="Filer med innbetalinger",
        file="Fil med innbetalinger",
        upload="Last opp innbetalinger",
        lead="En fil fra banken eller reskontroen. Rader som verken nevner en sendt faktura eller en kommune, "
        "importeres ikke, men nevnes. En import kan angres.",
        formats="CSV eller Excel (XLSX, XLS) med dato, beløp, og fakturanummer, KID eller kommune.",
        confirm="Importer {rows} innbetalinger",
        undone="{rows} innbetalinger tas bort. Filen og hva som ble funnet i den, blir liggende.",
    ),
    template="budget/payments/import.html",
    columns=ColumnsForm,
    show=show,
)
