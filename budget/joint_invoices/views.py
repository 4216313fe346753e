"""Pages of invoices over several runs: what waits, a new one, one as it was made, and what becomes of it."""

from dataclasses import asdict
from datetime import timedelta
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationPart
from budget.invoices.forms import SentInvoiceForm
from budget.invoices.invoice import sent_references
from budget.invoices.models import Invoice
from budget.invoices.peppol import Line
from budget.joint_invoices import actions
from budget.joint_invoices.composing import Said, lines_for_buyer, split_by_scope, waiting_parts
from budget.joint_invoices.forms import InvoiceFilter, JointInvoiceForm, PartsForm, ReverseForm, WithdrawForm
from budget.joint_invoices.report import SeenInvoice, check_seen, facts, lines_table, sheet_of, vat_table, waiting_table
from budget.joint_invoices.tables import InvoiceTable
from budget.money import paper
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from rorikt.audit.history import history_for
from rorikt.figures.values import NotAvailable
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.models import Cooperation, Municipality
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import export, listing

XML = "application/xml"


@may_view
def invoices(request: HttpRequest) -> HttpResponse:
    reader, may_make = Reader(person(request)), request.user.has_perm("budget.change_budget")
    listed = Invoice.objects.with_lines()
    asked = InvoiceFilter(request.GET, listed)
    table = InvoiceTable(asked.qs if asked.form.is_valid() else listed.none(), reader=reader)
    waiting = waiting_table(reader, may_make=may_make)
    if answer := export.answer(request, "Fakturaer", table, waiting):
        return answer
    listing.configure(request, table)
    context = {
        **navigation(request, "budget:joint-invoices"),
        "table": table,
        "filter": asked,
        "waiting": waiting,
        "may_make": may_make,
    }
    return render(request, "budget/joint_invoices/invoices.html", context)


@may_change
def new_invoice(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """First which parts, which then stand in the address; then VAT and references, shown before it is made final."""
    municipality = get_object_or_404(Municipality, pk=number)
    parts = list(waiting_parts().filter(municipality=municipality, run__charged_year__lte=year))
    chosen = PartsForm(request.GET if "del" in request.GET else None, parts=parts)
    page = {"municipality": municipality, "year": year, "crumbs": _crumbs(), "has_parts": bool(parts)}
    if not chosen.is_valid():
        if not chosen.is_bound:
            chosen.initial = {"del": [str(part.pk) for part in parts if part.run.charged_year == year]}
        return render(request, "budget/joint_invoices/choose_parts.html", {**page, "form": chosen})
    found = lines_for_buyer(chosen.chosen())
    form = JointInvoiceForm(
        request.POST or None,
        lines=[line for _, line in found],
        sent=sent_references(municipality),
        initial=asdict(Said.starting(municipality, year, timezone.localdate())),
    )
    shown = {**page, "form": form, "parts_url": reverse("budget:joint-invoice-new", args=[year, number])}
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST and (made := _make(request, municipality, year, chosen.chosen(), form)):
            return redirect(made)
        lines = list(form.taxed())
        shown |= {"lines": lines_table(lines, caption=form.cleaned_data["title"]), "vat": vat_table(lines)}
    elif request.method == "POST" and form.codes and all(form.codes):
        shown["two"] = _two_addresses(found, form, year, number)
    return render(request, "budget/joint_invoices/new_invoice.html", shown)


@may_view
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    seen = _find(request, pk)
    try:
        check_seen(seen)
    except NotAvailable as missing:
        return render(request, "pages/missing.html", {"heading": "Faktura", "crumbs": _crumbs(), "text": str(missing)})
    lines = seen.lines()
    tables = [lines_table(lines, caption="Linjer"), vat_table(lines)]
    if answer := export.answer(request, seen.title, *tables):
        return answer
    found = seen.invoice
    context = {
        "invoice": found,
        "seen": seen,
        "facts": facts(seen),
        "tables": tables,
        "reversal": found.reversals.filter(withdrawn_at__isnull=True).first(),
        "may_change": request.user.has_perm("budget.change_budget"),
        "history": history_for(person(request), "budget.change_budget", found),
        "crumbs": _crumbs(),
    }
    return render(request, "budget/joint_invoices/invoice.html", context)


@may_view
def invoice_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    seen = _find(request, pk)
    try:
        check_seen(seen)
    except NotAvailable as missing:
        return render(request, "pages/missing.html", {"heading": "Faktura", "text": str(missing)}, status=409)
    return paper.deliver(request, sheet_of(seen), origin=seen.invoice.get_absolute_url())


@may_change
def invoice_xml(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was made, whose hash is kept. It is for the invoicing system, and is sent from there."""
    found = _find(request, pk).invoice
    return export.attachment(found.content.encode(), f"{found.draft_number} {found.municipality.name}.xml", XML)


@may_change
def record_sent(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk).invoice
    form = SentInvoiceForm(request.POST or None, initial={"sent_on": timezone.localdate()})

    def store() -> Invoice:
        actions.record_sent(found, **form.cleaned_data, by=person(request), now=timezone.now())
        return found

    return store_page(request, form, store, heading=f"Registrer at {found} er sendt", crumbs=_crumbs(found))


@may_change
def forget_sent(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk).invoice
    return delete_page(
        request,
        lambda: actions.forget_sent(found, by=person(request), now=timezone.now()),
        heading=f"Angre at {found} er sendt?",
        consequence="Delene står da som fordelt, ikke som fakturert. Registreringen står fortsatt i endringsloggen.",
        crumbs=_crumbs(found),
        done=found.get_absolute_url(),
        verb="Angre",
        told="Registreringen er angret.",
    )


@may_change
def withdraw_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk).invoice
    form = WithdrawForm(request.POST or None)

    def store() -> Invoice:
        actions.withdraw_invoice(found, **form.cleaned_data, by=person(request), now=timezone.now())
        return found

    return store_page(request, form, store, heading=f"Trekk {found}", crumbs=_crumbs(found), submit="Trekk")


@may_change
def reverse_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    found, today = _find(request, pk).invoice, timezone.localdate()
    cooperation = Cooperation.objects.first()
    days = timedelta(days=cooperation.payment_days if cooperation else 30)
    form = ReverseForm(request.POST or None, initial={"issued_on": today, "due_on": today + days})

    def store() -> Invoice:
        return actions.reverse_invoice(found, **form.cleaned_data, by=person(request), now=timezone.now())

    return store_page(
        request, form, store, heading=f"Krediter hele {found}", crumbs=_crumbs(found), submit="Lag kreditnota"
    )


def _make(
    request: HttpRequest, municipality: Municipality, year: int, parts: list[AllocationPart], form: JointInvoiceForm
) -> Invoice | None:
    """The invoice, or nothing where the form now says what stands in the way."""
    try:
        with told_in_words():
            return actions.make_invoice(
                municipality,
                year=year,
                parts=parts,
                vats=form.vats(),
                said=form.said(),
                credits=form.credited_by_it(),
                by=person(request),
                now=timezone.now(),
            )
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _two_addresses(
    found: list[tuple[AllocationPart, Line]], form: JointInvoiceForm, year: int, number: str
) -> list[tuple[str, str]]:
    """Where lines within and outside the scope of VAT were mixed, the address of each of the two invoices."""
    chosen = [(part, line) for (part, _), line in zip(found, form.taxed(), strict=True)]
    apart = split_by_scope(chosen)
    if apart is None:
        return []
    page = reverse("budget:joint-invoice-new", args=[year, number])
    labels = ("Fakturaen innenfor loven", "Fakturaen utenfor loven (O)")
    return [
        (label, f"{page}?{urlencode({'del': [part.pk for part in parts]}, doseq=True)}")
        for label, parts in zip(labels, apart, strict=True)
    ]


def _crumbs(found: Invoice | None = None) -> Crumbs:
    crumbs = [("Økonomi", reverse("budget:index")), ("Fakturaer", reverse("budget:joint-invoices"))]
    return crumbs if found is None else [*crumbs, (str(found), found.get_absolute_url())]


def _find(request: HttpRequest, pk: int) -> SeenInvoice:
    return SeenInvoice(get_object_or_404(Invoice.objects.with_lines(), pk=pk), Reader(person(request)))
