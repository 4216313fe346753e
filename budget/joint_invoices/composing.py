"""One invoice over several runs put together: what waits to be invoiced, its lines, and the draft that they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from budget.allocations.models import AllocationPart, AllocationRun
from budget.invoices.invoice import municipality_name, party_of, seller
from budget.invoices.lines import lines_of
from budget.invoices.models import Invoice, InvoicePart
from budget.invoices.peppol import InvoiceDraft, Line, Period, Reference, Vat, VatCategory
from budget.money.reader import Reader
from rorikt.people.models import Cooperation, Municipality

SENT = "UTKAST, ikke sendt. Den endelige får nummer i selgerens fakturasystem."


@dataclass(frozen=True)
class Said:
    """What a person writes on an invoice beside its lines."""

    title: str
    first_on: date
    last_on: date
    issued_on: date
    due_on: date
    buyer_reference: str
    order_reference: str = ""
    contract_reference: str = ""
    terms: str = ""
    text: str = ""
    no_credited_reason: str = ""

    @classmethod
    def starting(cls, municipality: Municipality, year: int, today: date) -> "Said":
        """What an invoice of a year begins with: all of the year, and what the municipality wants to be called."""
        cooperation = Cooperation.objects.first()
        days = cooperation.payment_days if cooperation else 30
        return cls(
            title=f"{cooperation.name if cooperation else 'Samarbeidet'} {year}",
            first_on=date(year, 1, 1),
            last_on=date(year, 12, 31),
            issued_on=today,
            due_on=today + timedelta(days=days),
            buyer_reference=municipality.invoice_reference or municipality.name,
        )


def waiting_parts() -> QuerySet[AllocationPart]:
    """What approved runs book that is on no invoice, and is not paid through another run."""
    offset_by = AllocationRun.objects.approved().filter(offsets=OuterRef("run"), corrects__isnull=True)
    held = InvoicePart.objects.filter(part=OuterRef("pk"), is_in_force=True)
    parts = AllocationPart.objects.filter(run__state=AllocationRun.State.APPROVED, sent_invoice__isnull=True)
    found = parts.exclude(booked=0).exclude(Exists(offset_by)).exclude(Exists(held))
    return found.select_related("run__key", "run__corrects", "municipality").order_by(
        "run__charged_year", "run__approved_at", "run_id"
    )


def lines_for_buyer(parts: Iterable[AllocationPart]) -> list[tuple[AllocationPart, Line]]:
    """The lines of all parts, in the words that the buyer may read, whoever asks."""
    reader: Reader | None = None
    found = []
    for part in parts:
        reader = reader or Reader(own=part.municipality_id)
        found += [(part, line) for line in lines_of(part, reader)]
    return found


def with_vat(lines: Sequence[Line], vats: Sequence[Vat]) -> tuple[Line, ...]:
    return tuple(replace(line, vat=vat) for line, vat in zip(lines, vats, strict=True))


def next_sequence(municipality: Municipality, year: int) -> int:
    last = Invoice.objects.filter(municipality=municipality, year=year).order_by("-sequence").first()
    return last.sequence + 1 if last else 1


def compose(
    municipality: Municipality,
    lines: Sequence[Line],
    said: Said,
    *,
    number: str,
    credits: Sequence[Reference] = (),
) -> InvoiceDraft:
    """Raises NotAvailable where nobody sells yet."""
    cooperation, sold_by = Cooperation.objects.first(), seller()
    return InvoiceDraft(
        number=number,
        issued_on=said.issued_on,
        due_on=said.due_on,
        buyer_reference=said.buyer_reference,
        seller=sold_by,
        buyer=party_of(municipality, municipality_name(municipality)),
        lines=lines,
        note=" ".join(filter(None, [SENT, f"{said.title}.", said.text])),
        bank_account=cooperation.bank_account if cooperation else "",
        is_in_business_register=cooperation is not None and cooperation.is_in_business_register,
        order_reference=said.order_reference,
        contract_reference=said.contract_reference,
        period=Period(said.first_on, said.last_on),
        credits=credits,
        terms=said.terms,
    )


def split_by_scope(
    lines: Sequence[tuple[AllocationPart, Line]],
) -> tuple[list[AllocationPart], list[AllocationPart]] | None:
    """The parts of the two invoices that lines within and outside the scope of VAT have to be, in that order.

    `None` where they need not be two, and where a part has lines of both kinds, which no choice of parts can set apart.
    """
    outside = {part.pk for part, line in lines if line.vat and line.vat.category == VatCategory.OUTSIDE}
    within = {part.pk for part, line in lines if line.vat and line.vat.category != VatCategory.OUTSIDE}
    if not outside or not within or outside & within:
        return None
    parts = {part.pk: part for part, _ in lines}
    return [parts[pk] for pk in parts if pk in within], [parts[pk] for pk in parts if pk in outside]
