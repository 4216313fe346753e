"""The invoice basis of one municipality and one run: the page, the PDF, the workbook and the draft for Peppol."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.allocations.models import AllocationPart, AllocationRun
from budget.invoices import actions, invoice, peppol
from budget.invoices.forms import InvoiceForm, SentInvoiceForm
from budget.invoices.models import SentInvoice
from budget.money import paper
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.runs.basis import moved_since
from rorikt.audit import trail
from rorikt.figures.values import NotAvailable
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.models import Cooperation
from rorikt.people.person import person
from rorikt.tables import export

XML = "application/xml"


@may_view
def invoice_basis(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """The page; when the form is sent by someone who may, the draft as XML."""
    part = _find(request, pk, number)
    reader = Reader(person(request))
    crumbs = _crumbs(part, reader)[:-1]
    try:
        basis = invoice.invoice_basis(part, reader)
        facts = invoice.facts(basis)
    except NotAvailable as missing:
        missing_page = {"heading": "Fakturagrunnlag", "crumbs": crumbs, "text": str(missing)}
        return render(request, "pages/missing.html", missing_page)
    table = invoice.lines_table(basis)
    if answer := export.answer(request, basis.title, table):
        return answer
    may_draft, joint = request.user.has_perm("budget.change_budget"), invoice.joint_invoice_of(part)
    form = _form(request, basis)
    if (
        request.method == "POST"
        and may_draft
        and not joint
        and form.is_valid()
        and (answer := _draft(request, basis, form))
    ):
        return answer
    context = {
        "basis": basis,
        "facts": facts,
        "table": table,
        "form": form if may_draft and not joint else None,
        "is_credit": basis.net < 0,
        "moved": moved_since(basis.run, reader),
        "sent": SentInvoice.objects.filter(part=part).select_related("recorded_by").first(),
        "joint": joint,
        "may_record": may_draft,
        "crumbs": crumbs,
    }
    return render(request, "budget/invoices/invoice_basis.html", context)


@may_change
def record_invoice(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Once it is sent from the invoicing system, the part is «fakturert»."""
    part = _find(request, pk, number)
    form = SentInvoiceForm(request.POST or None, initial={"sent_on": timezone.localdate()})

    def store() -> None:
        actions.record_invoice(part, **form.cleaned_data, by=person(request), now=timezone.now())

    return store_page(
        request, form, store, heading=f"Sendt faktura: {part}", crumbs=_crumbs(part, Reader(person(request)))
    )


@may_change
def forget_invoice(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    part = _find(request, pk, number)
    return delete_page(
        request,
        lambda: actions.forget_invoice(part, by=person(request), now=timezone.now()),
        heading=f"Angre at fakturaen er sendt: {part}?",
        consequence="Delen står da som fordelt, ikke som fakturert. Registreringen står fortsatt i endringsloggen.",
        crumbs=_crumbs(part, Reader(person(request))),
        done=_page(part),
        verb="Angre",
        told="Registreringen er angret.",
    )


@may_view
def invoice_basis_pdf(request: HttpRequest, pk: int, number: str) -> HttpResponseBase:
    """Marked as a draft until the invoice is sent."""
    part = _find(request, pk, number)
    try:
        reader = Reader(person(request))
        basis = invoice.invoice_basis(part, reader)
        sheet = invoice.sheet_of(basis, moved_since(basis.run, reader))
    except NotAvailable as missing:
        return render(request, "pages/missing.html", {"heading": "Fakturagrunnlag", "text": str(missing)}, status=409)
    return paper.deliver(request, sheet, origin=_page(part))


def _form(request: HttpRequest, basis: invoice.InvoiceBasis) -> InvoiceForm:
    cooperation = Cooperation.objects.get()
    initial = InvoiceForm.starting(
        timezone.localdate(), cooperation.payment_days, basis.buyer.invoice_reference or basis.buyer.name
    )
    is_credit = basis.net < 0
    sent = invoice.sent_references(basis.buyer) if is_credit else []
    return InvoiceForm(request.POST or None, initial=initial, sent=sent, is_credit=is_credit)


def _draft(request: HttpRequest, basis: invoice.InvoiceBasis, form: InvoiceForm) -> HttpResponse | None:
    """The file, or nothing where the form now says what is missing for it."""
    data = form.cleaned_data
    basis = invoice.invoice_basis(basis.part, Reader(own=basis.buyer.pk))  # in the words that the buyer may read
    draft = invoice.draft(
        basis,
        issued_on=data["issued_on"],
        due_on=data["due_on"],
        buyer_reference=data["buyer_reference"],
        vat=form.vat(),
        credits=form.credits(),
    )
    if found := peppol.problems(draft):
        for problem in found:
            form.add_error(None, problem)
        return None
    content = peppol.xml(draft)
    trail.record(
        "laget fakturautkast",
        basis.run,
        by=person(request),
        now=timezone.now(),
        municipality=basis.buyer.pk,
        number=draft.number,
        vat=form.vat().category.value,
        total=str(draft.total),
    )
    kind = "kreditnota" if draft.is_credit_note else "faktura"
    return export.attachment(content, f"UTKAST {kind} {basis.run_title} {basis.buyer.name}.xml", XML)


def _page(part: AllocationPart) -> str:
    return reverse("budget:invoice-basis", args=[part.run_id, part.municipality_id])


def _crumbs(part: AllocationPart, reader: Reader) -> Crumbs:
    runs = ("Fordelinger", reverse("budget:runs"))
    return [
        runs,
        (reader.of_run(part.run).text(part.run.title), part.run.get_absolute_url()),
        (part.municipality.name, _page(part)),
    ]


def _find(request: HttpRequest, pk: int, number: str) -> AllocationPart:
    visible = AllocationPart.objects.filter(run__in=AllocationRun.objects.visible_to(person(request)))
    related = visible.select_related("run__key", "run__corrects", "run__approved_by", "municipality")
    return get_object_or_404(related, run=pk, municipality=number)
