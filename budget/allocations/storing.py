"""A run and its parts stored, with the sums that have to hold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from budget.allocations.distribution import MunicipalityPart
from budget.allocations.models import AllocationPart, AllocationRun, AllocationSpan
from budget.splits.splitting import Split


def newest_of(run: AllocationRun) -> AllocationRun:
    """The run at the end of a chain of corrections. Raises ValidationError if that is a draft."""
    while correction := AllocationRun.objects.filter(corrects=run).first():
        if not correction.is_approved:
            raise ValidationError(f"Godkjenn eller slett utkastet «{correction.title}» først.")
        run = correction
    return run


def store_parts(run: AllocationRun, parts: Mapping[str, MunicipalityPart]) -> None:
    """Save a run with its parts, after checking that they add up."""
    run.full_clean(exclude=["basis"])
    run.save()
    AllocationPart.objects.bulk_create(
        AllocationPart(
            run=run,
            municipality_id=number,
            percent=part.percent,
            amount=part.amount,
            paid_on_account=part.paid_on_account,
            to_pay=part.to_pay,
            previously=part.previously,
            booked=part.booked,
        )
        for number, part in parts.items()
    )
    check_sums(run)


def store_spans(run: AllocationRun, split: Split) -> None:
    """Every key that a stored run was split by, in place of those it had."""
    run.spans.all().delete()
    AllocationSpan.objects.bulk_create(
        AllocationSpan(
            run=run,
            key=portion.by.keys[span.key],
            amount=portion.amount,
            first_on=span.first,
            last_on=span.last,
            weight=span.weight,
        )
        for portion in split.portions
        for span in portion.by.sharing.spans
    )


def check_sums(run: AllocationRun) -> None:
    """Raises ValueError unless every total of the run is the sum of its rows."""
    parts = list(run.parts.all())
    total = sum((part.amount for part in parts), Decimal(0))
    if total != run.amount:
        raise ValueError(f"parts of {run} sum to {total}, not {run.amount}")
    for part in parts:
        if part.to_pay != part.amount - part.paid_on_account or part.booked != part.to_pay - part.previously:
            raise ValueError(f"{part} does not add up")


def values_of(run: AllocationRun) -> dict[str, Any]:
    """What the audit trail keeps of a run."""
    return {
        "title": run.title,
        "case_id": str(run.case_id) if run.case_id else None,
        "amount": str(run.amount),
        "unit": run.unit,
        "key": run.key_id,
        "charged_year": run.charged_year,
        "basis": run.basis,
        "state": run.state,
        "booked": {part.municipality_id: str(part.booked) for part in run.parts.all()},
    }
