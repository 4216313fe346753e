"""Verbs of invoices: one is sent, and that is taken back if wrong."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.allocations.models import AllocationPart
from budget.invoices.invoice import joint_invoice_of
from budget.invoices.models import SentInvoice
from rorikt.audit import trail
from rorikt.people.models import User


@transaction.atomic
def record_invoice(part: AllocationPart, *, number: str, sent_on: date, by: User, now: datetime) -> SentInvoice:
    """Raises ValidationError for a draft, and where the invoice is recorded already."""
    if not part.run.is_approved:
        raise ValidationError("Fordelingen må godkjennes før den faktureres.")
    if SentInvoice.objects.filter(part=part).exists():
        raise ValidationError("Fakturaen er allerede registrert som sendt. Angre registreringen hvis den er feil.")
    if joint_invoice_of(part):
        raise ValidationError(
            "Kommunens del står på en faktura med flere deler. Registrer at den er sendt, på dens side."
        )
    sent = SentInvoice(part=part, number=number, sent_on=sent_on, recorded_at=now, recorded_by=by)
    sent.full_clean()
    sent.save()
    trail.record(
        "førte sendt faktura",
        part.run,
        by=by,
        now=now,
        municipality=part.municipality_id,
        number=number,
        sent_on=sent_on,
    )
    return sent


@transaction.atomic
def forget_invoice(part: AllocationPart, *, by: User, now: datetime) -> None:
    """For one that was recorded by mistake; the audit trail keeps it."""
    sent = SentInvoice.objects.filter(part=part).first()
    if sent is None:
        raise ValidationError("Registreringen er allerede angret.")
    if sent.invoice_id:
        raise ValidationError("Kommunens del ble sendt på en faktura med flere deler. Angre det på dens side.")
    sent.delete()
    trail.record(
        "angret sendt faktura", part.run, by=by, now=now, municipality=part.municipality_id, number=sent.number
    )
