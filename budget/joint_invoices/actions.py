"""Verbs of invoices over several runs: made final, recorded as sent, withdrawn, taken back by a credit note.

What an invoice says is never changed. One that is wrong is withdrawn before it is sent, and credited after.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.allocations.models import AllocationPart
from budget.invoices.models import CreditedInvoice, Invoice, InvoiceLine, InvoicePart, SentInvoice
from budget.invoices.peppol import InvoiceDraft, Line, Reference, Vat, problems, xml
from budget.invoices.ubl_schema import schema_faults
from budget.joint_invoices.composing import Said, compose, lines_for_buyer, next_sequence, waiting_parts, with_vat
from rorikt.audit import trail
from rorikt.audit.rows import values_of
from rorikt.figures.values import NotAvailable
from rorikt.people.models import Municipality, User
from rorikt.snapshot import one_snapshot

MOVED = "Noe av det som skulle faktureres, er fakturert eller endret i mellomtiden. Begynn på nytt."


@one_snapshot
def make_invoice(
    municipality: Municipality,
    *,
    year: int,
    parts: Sequence[AllocationPart],
    vats: Sequence[Vat],
    said: Said,
    credits: Sequence[Reference] = (),
    by: User,
    now: datetime,
) -> Invoice:
    """Freeze an invoice over these parts, with a VAT for each line in their order. Below zero it is a credit note.

    Raises ValidationError where a part is invoiced already, or the rules of EHF do not allow what was chosen.
    """
    held = list(waiting_parts().filter(pk__in=[part.pk for part in parts], municipality=municipality))
    found = lines_for_buyer(held)
    if len(held) != len(parts) or len(found) != len(vats):
        raise ValidationError(MOVED)
    lines = with_vat([line for _, line in found], vats)
    invoice = _store(municipality, year, [part for part, _ in found], lines, said, credits, by=by, now=now)
    for part in held:
        row = InvoicePart(invoice=invoice, part=part)
        row.full_clean()
        row.save()
    _record("laget faktura", invoice, by=by, now=now)
    return invoice


@one_snapshot
def reverse_invoice(invoice: Invoice, *, issued_on: date, due_on: date, text: str, by: User, now: datetime) -> Invoice:
    """A credit note over all that a sent invoice says, line by line. Its parts are free once the credit note is sent.

    Raises ValidationError for one that is not sent, is a credit note itself, or is credited already.
    """
    invoice = _locked(invoice)
    if not invoice.is_sent or invoice.is_credit_note:
        raise ValidationError("Bare en sendt faktura kan krediteres. Trekk den i stedet, hvis den ikke er sendt.")
    if invoice.reversals.filter(withdrawn_at__isnull=True).exists():
        raise ValidationError("Det finnes allerede en kreditnota for hele fakturaen.")
    rows = list(invoice.lines.select_related("part"))
    lines = [Line(row.name, -row.amount, row.description, row.vat) for row in rows]
    said = Said(
        title=f"Kreditering av faktura {invoice.number}",
        first_on=invoice.first_on,
        last_on=invoice.last_on,
        issued_on=issued_on,
        due_on=due_on,
        buyer_reference=invoice.buyer_reference,
        order_reference=invoice.order_reference,
        contract_reference=invoice.contract_reference,
        text=text,
    )
    made = _store(
        invoice.municipality,
        invoice.year,
        [row.part for row in rows],
        lines,
        said,
        [Reference(invoice.number, invoice.issued_on)],
        reverses=invoice,
        by=by,
        now=now,
    )
    _record("laget kreditnota", made, by=by, now=now)
    return made


@transaction.atomic
def record_sent(invoice: Invoice, *, number: str, sent_on: date, by: User, now: datetime) -> None:
    """Once it is sent from the invoicing system its parts are «fakturert»; those of what it takes back no longer."""
    invoice = _locked(invoice)
    if invoice.is_sent or invoice.is_withdrawn:
        raise ValidationError(f"{invoice.word} er allerede registrert som {'sendt' if invoice.is_sent else 'trukket'}.")
    if Invoice.objects.filter(number=number).exists():
        raise ValidationError({"number": "Nummeret er registrert på en annen faktura."})
    if not invoice.reverses:
        for part in AllocationPart.objects.filter(invoice_parts__invoice=invoice):
            sent = SentInvoice(
                part=part, number=number, sent_on=sent_on, recorded_at=now, recorded_by=by, invoice=invoice
            )
            sent.full_clean()
            sent.save()
    else:
        _release(invoice.reverses)
    before = _state(invoice)
    invoice.number, invoice.sent_on, invoice.recorded_at, invoice.recorded_by = number, sent_on, now, by
    invoice.full_clean(exclude=["content"])
    invoice.save(update_fields=["number", "sent_on", "recorded_at", "recorded_by"])
    _record("førte sendt faktura", invoice, by=by, now=now, before=before, after=_state(invoice))


@transaction.atomic
def forget_sent(invoice: Invoice, *, by: User, now: datetime) -> None:
    """For one that was recorded by mistake; the audit trail keeps it."""
    invoice = _locked(invoice)
    if not invoice.is_sent:
        raise ValidationError("Registreringen er allerede angret.")
    if invoice.reverses:
        raise ValidationError(
            "Kreditnotaen har frigjort det som stod på fakturaen, og det kan være fakturert på nytt. "
            "Derfor kan dette ikke angres."
        )
    if invoice.reversals.filter(withdrawn_at__isnull=True).exists():
        raise ValidationError("Det finnes en kreditnota for hele fakturaen. Trekk den først.")
    before, number = _state(invoice), invoice.number
    SentInvoice.objects.filter(invoice=invoice).delete()
    invoice.number, invoice.sent_on, invoice.recorded_at, invoice.recorded_by = "", None, None, None
    invoice.save(update_fields=["number", "sent_on", "recorded_at", "recorded_by"])
    _record("angret sendt faktura", invoice, by=by, now=now, number=number, before=before, after=_state(invoice))


@transaction.atomic
def withdraw_invoice(invoice: Invoice, *, reason: str, by: User, now: datetime) -> None:
    """For one that was not sent: it stays as it was made, and its parts may be invoiced anew."""
    invoice = _locked(invoice)
    if invoice.is_sent:
        raise ValidationError("Fakturaen er sendt. Lag en kreditnota i stedet.")
    if invoice.is_withdrawn:
        raise ValidationError("Fakturaen er allerede trukket.")
    _release(invoice)
    before = _state(invoice)
    invoice.withdrawn_at, invoice.withdrawn_by, invoice.withdrawal_reason = now, by, reason
    invoice.full_clean(exclude=["content"])
    invoice.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _record("trakk faktura", invoice, by=by, now=now, before=before, after=_state(invoice))


def _store(
    municipality: Municipality,
    year: int,
    parts: Iterable[AllocationPart],
    lines: Sequence[Line],
    said: Said,
    credits: Sequence[Reference],
    *,
    reverses: Invoice | None = None,
    by: User,
    now: datetime,
) -> Invoice:
    """The invoice with its file, its lines and what it credits."""
    sequence = next_sequence(municipality, year)
    invoice = Invoice(
        municipality=municipality,
        year=year,
        sequence=sequence,
        line_count=len(lines),
        reverses=reverses,
        made_at=now,
        made_by=by,
        **asdict(said),
    )
    draft = _draft(municipality, lines, said, invoice.draft_number, credits)
    invoice.net, invoice.tax = draft.net, draft.tax
    content = xml(draft)
    if faults := schema_faults(content):
        raise ValueError(f"{draft.number} is no valid UBL: {faults}")
    invoice.content, invoice.sha256 = content.decode(), sha256(content).hexdigest()
    invoice.full_clean()
    invoice.save()
    for position, (part, line) in enumerate(zip(parts, lines, strict=True), 1):
        _store_line(invoice, position, part, line)
    CreditedInvoice.objects.bulk_create(
        CreditedInvoice(invoice=invoice, number=one.number, issued_on=one.issued_on) for one in credits
    )
    return invoice


def _store_line(invoice: Invoice, position: int, part: AllocationPart, line: Line) -> None:
    if line.vat is None:
        raise ValueError(f"{line} has no VAT")
    InvoiceLine.objects.create(
        invoice=invoice,
        part=part,
        position=position,
        name=line.name,
        description=line.description,
        amount=line.amount,
        category=line.vat.category.value,
        percent=line.vat.percent,
        reason=line.vat.reason,
    )


def _draft(
    municipality: Municipality, lines: Sequence[Line], said: Said, number: str, credits: Sequence[Reference]
) -> InvoiceDraft:
    try:
        draft = compose(municipality, lines, said, number=number, credits=credits)
    except NotAvailable as missing:
        raise ValidationError(str(missing)) from missing
    if found := problems(draft):
        raise ValidationError(found)
    if draft.is_credit_note and not credits and not said.no_credited_reason:
        raise ValidationError("Velg fakturaen som krediteres, eller skriv hvorfor ingen faktura krediteres.")
    return draft


def _release(invoice: Invoice) -> None:
    """What the invoice held may be invoiced anew."""
    SentInvoice.objects.filter(invoice=invoice).delete()
    InvoicePart.objects.filter(invoice=invoice, is_in_force=True).update(is_in_force=False)


def _locked(invoice: Invoice) -> Invoice:
    return Invoice.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=invoice.pk)


def _state(invoice: Invoice) -> dict[str, Any]:
    """What an invoice goes from and to: whether it is sent, or withdrawn and why."""
    names = ("number", "sent_on", "withdrawn_at", "withdrawal_reason")
    return {name: value for name, value in values_of(invoice).items() if name in names}


def _record(action: str, invoice: Invoice, *, by: User, now: datetime, number: str = "", **told: Any) -> None:
    told |= {"municipality": invoice.municipality_id, "number": number or invoice.number or invoice.draft_number}
    trail.record(action, invoice, by=by, now=now, total=str(invoice.total), sha256=invoice.sha256, **told)
