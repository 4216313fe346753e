"""Approved splits, decisions of the frame and payments, held against what the trail told of them."""

from collections.abc import Iterator

from budget.allocations.models import AllocationRun
from budget.allocations.storing import values_of as values_of_run
from budget.frame.models import FrameChange
from budget.payments.models import ReceivedPayment
from rorikt.audit.models import AuditEntry
from rorikt.proving.findings import Fault
from rorikt.proving.told import Held, Values, faults


def prove() -> Iterator[Fault]:
    yield from faults(
        Held(
            AllocationRun.objects.approved().prefetch_related("parts"),
            {
                "amount": "Beløpet i", "booked": "Det kommunene er belastet i", "state": "Tilstanden til",
                "charged_year": "Året for", "unit": "Enheten i",
            },
            lambda run: f"fordeling {run.pk} ({run.get_kind_display()}, {run.charged_year})",
            values_of_run,
            within=(FrameChange._meta.label_lower, _run_of_decision),
        )
    )  # fmt: skip
    yield from faults(
        Held(
            FrameChange.objects.all(),
            {"amount": "Beløpet i", "year": "Året for", "kind": "Typen av", "decided_on": "Datoen for"},
            lambda change: f"vedtak {change.pk} i rammen for {change.year}",
        )
    )
    yield from faults(
        Held(
            ReceivedPayment.objects.all(),
            {"amount": "Beløpet i", "year": "Året for", "municipality_id": "Kommunen i", "paid_on": "Datoen for"},
            lambda payment: f"innbetaling {payment.pk} fra kommune {payment.municipality_id}",
        )
    )


def _run_of_decision(entry: AuditEntry) -> tuple[str, Values] | None:
    """A decision is told together with its split, which is approved at once."""
    after, run = entry.detail.get("after") or {}, entry.detail.get("run")
    return (str(after["run_id"]), run) if run and after.get("run_id") else None
