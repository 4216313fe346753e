"""Verbs of the parts of a year: an invoice is sent, an estimate is not adopted, and both taken back if wrong."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.allocations.models import AllocationPart
from budget.charge_models import SentInvoice
from budget.estimates.models import CostEstimate, DeclinedEstimate
from budget.frame_actions import Decision
from rorikt.audit import trail
from rorikt.people.models import User


@transaction.atomic
def record_invoice(part: AllocationPart, *, number: str, sent_on: date, by: User, now: datetime) -> SentInvoice:
    """Raises ValidationError for a draft, and where the invoice is recorded already."""
    if not part.run.is_approved:
        raise ValidationError("Fordelingen må godkjennes før den faktureres.")
    if SentInvoice.objects.filter(part=part).exists():
        raise ValidationError("Fakturaen er allerede ført. Angre den som står der, om den er feil.")
    sent = SentInvoice(part=part, number=number, sent_on=sent_on, recorded_at=now, recorded_by=by)
    sent.full_clean()
    sent.save()
    trail.record("førte sendt faktura", part.run, by=by, now=now, municipality=part.municipality_id, number=number)
    return sent


@transaction.atomic
def forget_invoice(part: AllocationPart, *, by: User, now: datetime) -> None:
    """For one that was recorded by mistake; the audit trail keeps it."""
    sent = SentInvoice.objects.filter(part=part).first()
    if sent is None:
        raise ValidationError("Fakturaen er allerede angret.")
    sent.delete()
    trail.record(
        "angret sendt faktura", part.run, by=by, now=now, municipality=part.municipality_id, number=sent.number
    )


@transaction.atomic
def decline_estimate(estimate: CostEstimate, *, decision: Decision, by: User, now: datetime) -> DeclinedEstimate:
    """What is not in the frame of it is no longer expected. Raises ValidationError where it is declined already."""
    if DeclinedEstimate.objects.filter(estimate=estimate).exists():
        raise ValidationError("Det er allerede ført at overslaget ikke ble vedtatt.")
    declined = DeclinedEstimate(
        estimate=estimate,
        decision=decision.text,
        decided_on=decision.decided_on,
        case_number=decision.case_number,
        recorded_at=now,
        recorded_by=by,
    )
    declined.full_clean()
    declined.save()
    trail.record("førte at overslaget ikke ble vedtatt", estimate, by=by, now=now, decision=decision.text)
    return declined


@transaction.atomic
def reopen_estimate(estimate: CostEstimate, *, by: User, now: datetime) -> None:
    """Expected again. Raises ValidationError where it was not declined."""
    if not DeclinedEstimate.objects.filter(estimate=estimate).delete()[0]:
        raise ValidationError("Overslaget er ikke ført som avslått.")
    trail.record("ventet overslaget på nytt", estimate, by=by, now=now)
