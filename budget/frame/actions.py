"""Verbs of the frame: what the council has decided becomes money, and a new decision replaces an old one.

Each decision is an approved allocation run at once: the council has decided the amount, and the key shares it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from budget.allocations.basis import decision_basis
from budget.allocations.distribution import distribute
from budget.allocations.models import AllocationRun
from budget.allocations.storing import newest_of, store_parts, store_spans, values_of
from budget.estimates.models import CostEstimate, DeclinedEstimate
from budget.estimates.report import sum_of_lines
from budget.frame.models import FrameChange
from budget.frame.splitting import split_of_change
from budget.purposes.models import KeyPurpose
from rorikt.amounts import KRONE
from rorikt.audit import rows, trail
from rorikt.cases.models import CaseReference
from rorikt.figures.values import NotAvailable
from rorikt.people.models import User
from rorikt.slugs import slug
from rorikt.snapshot import one_snapshot

Kind = FrameChange.Kind


@dataclass(frozen=True)
class Decision:
    """What the council decided, in words, and where."""

    text: str
    decided_on: date
    case: CaseReference | None = None


@dataclass(frozen=True)
class EstimatedChange:
    """What an estimate says that a year costs, once or every year from then on, NOK."""

    year: int
    kind: FrameChange.Kind
    amount: Decimal

    @property
    def code(self) -> str:
        """What a form calls it: `2024-one_off`."""
        return f"{self.year}-{self.kind.value}"


def estimated_changes(estimate: CostEstimate) -> list[EstimatedChange]:
    """One for each year and for what comes once and every year. Raises NotAvailable while no tier is chosen."""
    lines = list(estimate.lines.all())
    found = sorted({(line.year, line.is_yearly) for line in lines})
    return [
        EstimatedChange(
            year,
            Kind.YEARLY if is_yearly else Kind.ONE_OFF,
            sum_of_lines(estimate, [line for line in lines if (line.year, line.is_yearly) == (year, is_yearly)]),
        )
        for year, is_yearly in found
    ]


@one_snapshot
def decide_estimate(
    estimate: CostEstimate, changes: Sequence[EstimatedChange], *, decision: Decision, by: User, now: datetime
) -> list[FrameChange]:
    """Put what the council decided of an estimate into the frame, a change for each year it costs.

    Raises ValidationError if one of them is in the frame already, or a year has no key.
    """
    if not changes:
        raise ValidationError("Velg minst ett år som skal registreres i rammen.")
    return [
        add_change(
            kind=change.kind,
            year=change.year,
            title=estimate.title,
            amount=change.amount,
            decision=decision,
            estimate=estimate,
            by=by,
            now=now,
        )
        for change in changes
    ]


@one_snapshot
def add_change(
    *,
    kind: FrameChange.Kind,
    year: int,
    title: str,
    amount: Decimal,
    decision: Decision,
    estimate: CostEstimate | None = None,
    purpose: KeyPurpose | None = None,
    holds_from: date | None = None,
    by: User,
    now: datetime,
) -> FrameChange:
    """Store a decision on the frame with its split. Raises ValidationError if it is there already."""
    change = FrameChange(
        kind=kind,
        year=year,
        subject="-".join([kind.value.replace("_", "-"), str(year), slug(title)])[:80].strip("-"),
        title=title,
        amount=amount,
        difference=amount,
        estimate=estimate,
        purpose=purpose or (estimate.purpose if estimate else None),
        holds_from=holds_from,
        created_at=now,
        created_by=by,
    )
    if holds_from and holds_from.year != year:
        raise ValidationError({"holds_from": f"Dagen kostnaden gjelder fra, må være i {year}."})
    if FrameChange.objects.filter(subject=change.subject).exists():
        raise ValidationError(
            f"«{title}» er allerede registrert i rammen for {year}. Registrer et nytt vedtak på den endringen i stedet."
        )
    return _store(change, decision, by=by, now=now)


@one_snapshot
def replace_change(change: FrameChange, *, amount: Decimal, decision: Decision, by: User, now: datetime) -> FrameChange:
    """A new decision on what is in the frame: the whole new amount, of which the difference is booked.

    Raises ValidationError if the change is replaced already, or the amount is the same.
    """
    change = FrameChange.objects.select_for_update().select_related("run").get(pk=change.pk)
    if FrameChange.objects.filter(replaces=change).exists():
        raise ValidationError("Et nyere vedtak har allerede erstattet dette. Registrer vedtaket på det nyeste.")
    if amount == change.amount:
        raise ValidationError({"amount": "Beløpet er det samme som før, så vedtaket endrer ikke rammen."})
    newer = FrameChange(
        kind=change.kind,
        year=change.year,
        subject=change.subject,
        title=change.title,
        amount=amount,
        difference=amount - change.amount,
        estimate=change.estimate,
        purpose=change.purpose,
        holds_from=change.holds_from,
        replaces=change,
        created_at=now,
        created_by=by,
    )
    return _store(newer, decision, by=by, now=now)


def _store(change: FrameChange, decision: Decision, *, by: User, now: datetime) -> FrameChange:
    change.decision, change.decided_on, change.case = decision.text, decision.decided_on, decision.case
    change.full_clean(exclude=["run"])
    change.run = _approved_run(change, by=by, now=now)
    change.save(force_insert=True)
    trail.record(
        "førte vedtak i rammen",
        change,
        by=by,
        now=now,
        before=None,
        after=rows.values_of(change),
        run=values_of(change.run),
    )
    return change


def _approved_run(change: FrameChange, *, by: User, now: datetime) -> AllocationRun:
    """The split of the decision by the key of its year, in whole kroner where the amount is whole."""
    title = change.title_and_year
    url = change.estimate.get_absolute_url() if change.estimate else ""
    try:
        basis = decision_basis(
            title=title,
            split=split_of_change(change, change.year),
            decision=change.decision,
            case=change.case,
            url=url or reverse("budget:frame", args=[change.year]),
        )
    except NotAvailable as missing:
        raise ValidationError(str(missing)) from missing
    earlier = newest_of(change.replaces.run) if change.replaces else None
    run = AllocationRun(
        kind=AllocationRun.Kind.FRAME if change.kind == Kind.BASE else AllocationRun.Kind.CASE_COST,
        year=change.year,
        charged_year=change.year,
        subject=change.subject,
        title=f"Nytt vedtak: {title}" if earlier else title,
        case=change.case,
        amount=change.amount,
        unit=AllocationRun.Unit.ORE if change.amount % KRONE else AllocationRun.Unit.KRONE,
        key=basis.split.key,
        corrects=earlier,
        reason=change.decision[:200] if earlier else "",
        created_at=now,
        created_by=by,
    )
    previously = {part.municipality_id: part.to_pay for part in earlier.parts.all()} if earlier else {}
    run.basis = basis.as_json(run.smallest)
    parts = distribute(basis.split.parts(run.smallest), basis.split.percents(), previously=previously)
    store_parts(run, parts)
    store_spans(run, basis.split)
    run.state, run.approved_at, run.approved_by = AllocationRun.State.APPROVED, now, by
    run.save(update_fields=["state", "approved_at", "approved_by"])
    return run


@transaction.atomic
def decline_estimate(estimate: CostEstimate, *, decision: Decision, by: User, now: datetime) -> DeclinedEstimate:
    """What the frame lacks of the estimate is no longer expected. Raises ValidationError if it is declined already."""
    if DeclinedEstimate.objects.filter(estimate=estimate).exists():
        raise ValidationError("Det er allerede registrert at overslaget ikke ble vedtatt.")
    declined = DeclinedEstimate(
        estimate=estimate,
        decision=decision.text,
        decided_on=decision.decided_on,
        case=decision.case,
        recorded_at=now,
        recorded_by=by,
    )
    declined.full_clean()
    declined.save()
    trail.record("førte at overslaget ikke ble vedtatt", estimate, by=by, now=now, before=None, after=_told(declined))
    return declined


def _told(declined: DeclinedEstimate) -> dict[str, str]:
    told = {name: str(getattr(declined, name)) for name in ("decision", "decided_on")}
    return told | {"case_id": str(declined.case_id)} if declined.case_id else told


@transaction.atomic
def reopen_estimate(estimate: CostEstimate, *, by: User, now: datetime) -> None:
    """Expected again. Raises ValidationError where it was not declined."""
    declined = DeclinedEstimate.objects.select_for_update().filter(estimate=estimate).first()
    if declined is None:
        raise ValidationError("Overslaget er ikke registrert som avslått.")
    before = _told(declined)
    declined.delete()
    trail.record("ventet overslaget på nytt", estimate, by=by, now=now, before=before, after=None)
