"""Pages of counts: one form for all municipalities on a day, and the files they are imported from."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from budget.counts import actions
from budget.counts.actions import Counted, stored_counts
from budget.counts.counts_file import not_a_member
from budget.counts.forms import ColumnsForm, CountsForm, DayForm
from budget.money.access import may_change
from budget.services.models import Customer, Service
from budget.services.service_year import memberships_of
from budget.services.views import service_crumbs
from budget.years.navigation import navigation
from rorikt.amounts import number, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from rorikt.imports.models import ImportedFile
from rorikt.imports.views import ImportPages, KeyFigure, Shown, Words
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import listing


@may_change
def service_counts(request: HttpRequest, slug: str) -> HttpResponse:
    """The counts of a day, typed where they stand; the day is chosen first."""
    service = get_object_or_404(Service, slug=slug)
    day_form = DayForm(request.GET if "day" in request.GET else None)
    context = {"service": service, "day_form": day_form, "crumbs": service_crumbs(service)}
    if service.is_fixed or service.counts_inhabitants:
        messages.warning(request, "Tjenesten telles ikke her.")
        return redirect(service)
    if not (day_form.is_bound and day_form.is_valid()):
        return render(request, "budget/counts/counts.html", context)
    day = day_form.cleaned_data["day"]
    stored = {who: row.count for who, row in stored_counts(service, day).items()}
    page = listing.page_of(request, _counted_on(service, day, set(stored), "customers" in request.GET))
    form = CountsForm(request.POST or None, rows=list(page.object_list), stored=stored)
    source = next((row.source for row in stored_counts(service, day).values() if row.source), "")
    form.initial["source"] = source
    if request.method == "POST" and form.is_valid():
        try:
            with told_in_words():
                changed = actions.store_counts(
                    service,
                    day,
                    form.counts(),
                    source=form.cleaned_data["source"],
                    seen=form.seen(),
                    by=person(request),
                    now=timezone.now(),
                )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Ingen antall er endret." if not changed else f"{changed} antall er lagret.")
            return redirect(service if page.paginator.num_pages == 1 else request.get_full_path())
    has_customers = Customer.objects.exists() and not any(customer for (_, customer), _ in page.object_list)
    context |= {"day": day, "form": form, "page": page, "may_add_customers": has_customers}
    return render(request, "budget/counts/counts.html", context)


def _counted_on(service: Service, day: date, stored: set[Counted], with_customers: bool) -> list[tuple[Counted, str]]:
    """Members on the day, each before its customers; those counted already stand there whatever they are."""
    municipalities = list(Municipality.objects.order_by("number").values_list("number", "name"))
    periods = memberships_of(one for one, _ in municipalities)
    customers = list(Customer.objects.values_list("municipality", "pk", "name"))
    counted = set(
        service.counts.filter(customer__isnull=False).order_by().values_list("customer", flat=True).distinct()
    )
    shown = [one for one in customers if with_customers or one[1] in counted]
    rows: list[tuple[Counted, str]] = []
    for one, name in municipalities:
        own = [((one, pk), called) for municipality, pk, called in shown if municipality == one]
        if (one, None) in stored or not not_a_member(name, day, periods.get(one, [])):
            rows += [((one, None), f"{name}, utenom kundene" if own else name), *own]
    return [*rows, *(((None, pk), called) for municipality, pk, called in shown if municipality is None)]


# Import


def show(request: HttpRequest, imported: ImportedFile) -> Shown:
    """For each service and day how many the file counts."""
    found = imported.summary
    table = _totals_table(imported) if imported.row_count else None
    figures = [
        KeyFigure("Antall", number(imported.row_count), "som kan leses"),
        KeyFigure("Erstatter", number(found.get("replaced", 0)), "som er lagt inn før"),
        KeyFigure("Rader med feil", number(imported.error_count)),
    ]
    return Shown(
        figures=figures if imported.row_count else (),
        tables=(table,) if table else (),
        context={"totals": table},
    )


def _totals_table(imported: ImportedFile) -> Table:
    titles = dict(Service.objects.values_list("pk", "title"))
    return tabulate(
        "antall",
        "Antall i filen",
        (
            column("Tjeneste", lambda row: titles.get(row[0], "Slettet tjeneste")),
            column("Dato", lambda row: short_date(date.fromisoformat(row[1]))),
            column("Rader", lambda row: row[2], number),
            column("Sum", lambda row: row[3], number),
        ),
        imported.summary.get("totals", []),
    )


COUNT_FILES = ImportPages(
    kind=actions.COUNTS_KIND,
    may_view="budget.view_draft",
    above=("Tjenester", "budget:services"),
    words=Words(
        title="Filer med antall",
        file="Fil med antall",
        upload="Last opp antall",
        lead="En fil med antall brukere, enheter eller lisenser leses helt eller ikke i det hele tatt. Den blir "
        "liggende slik den kom, og importen kan angres. Godkjente fordelinger har antallene slik de var.",
        formats="CSV eller Excel (XLSX, XLS): én rad for hvert antall, eller en kolonne for hver tjeneste.",
        confirm="Importer {rows} antall",
        undone="{rows} antall tas bort, og de som filen erstattet, gjelder igjen. Godkjente fordelinger endres ikke.",
    ),
    template="budget/counts/import.html",
    columns=ColumnsForm,
    show=show,
    around=lambda request: {**navigation(request, "budget:services"), "tabs": "budget/years/navigation.html"},
)
