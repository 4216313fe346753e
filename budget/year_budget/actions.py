"""Verbs on the budget of a year: the council adopts it, and from then on it is moved by regulations alone.

A line's budget is set in the transaction of the regulation, so that what was adopted and what has moved it since are
always what it is.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from budget.frame.actions import Decision
from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.year_budget.models import AdoptedLine, BudgetAdoption, BudgetRegulation, RegulatedLine
from budget.years.actions import check_open, locked
from rorikt.amounts import LARGEST_AMOUNT, kroner
from rorikt.audit import rows, trail
from rorikt.imports.models import ImportedFile
from rorikt.people.models import User
from rorikt.snapshot import moves_figures

Changes = Mapping[BudgetLine, Decimal]


@moves_figures
def adopt_budget(year: int, *, decision: Decision, by: User, now: datetime) -> BudgetAdoption:
    """What the lines say now is the original budget. Raises ValidationError if it is adopted, or there are no lines."""
    locked(year)
    if BudgetAdoption.objects.filter(year=year).exists():
        raise ValidationError(f"Budsjettet for {year} er allerede registrert som vedtatt.")
    lines = list(rows.locked(BudgetLine.objects.for_year(year)))
    if not lines:
        raise ValidationError(f"Det finnes ingen driftslinjer for {year}. Legg dem inn før budsjettet vedtas.")
    adoption = BudgetAdoption(year=year, **_decided(decision, by, now))
    adoption.full_clean()
    adoption.save(force_insert=True)
    AdoptedLine.objects.bulk_create(AdoptedLine(adoption=adoption, line=line, amount=line.budgeted) for line in lines)
    total = sum((line.budgeted for line in lines), Decimal(0))
    after = rows.values_of(adoption)
    trail.record("førte vedtatt budsjett", adoption, by=by, now=now, before=None, after=after, total=str(total))
    return adoption


@moves_figures
def withdraw_adoption(adoption: BudgetAdoption, *, reason: str, by: User, now: datetime) -> None:
    """The budget is a proposal again, for one that was recorded by mistake.

    Raises ValidationError once it is regulated, for a closed year, and without a reason.
    """
    check_open(adoption.year)
    if not reason.strip():
        raise ValidationError({"reason": "Skriv hvorfor registreringen trekkes."})
    if BudgetRegulation.objects.for_year(adoption.year).exists():
        raise ValidationError(
            f"Budsjettet for {adoption.year} er regulert etter vedtaket, og vedtaket kan derfor ikke trekkes. "
            "Registrer det som skal være annerledes, som en ny regulering."
        )
    before, pk = rows.values_of(adoption), adoption.pk
    adoption.delete()
    adoption.pk = pk
    trail.record("trakk vedtatt budsjett", adoption, by=by, now=now, before=before, after=None, reason=reason.strip())


@moves_figures
def regulate(
    year: int,
    changes: Changes,
    *,
    decision: Decision,
    reason: str,
    frame_change: FrameChange | None = None,
    reverses: BudgetRegulation | None = None,
    imported: ImportedFile | None = None,
    by: User,
    now: datetime,
) -> BudgetRegulation:
    """Move lines of an adopted budget by these amounts; lines with zero are left out.

    Raises ValidationError for a closed year, a budget that is not adopted, where nothing is moved, and for a change of
    the frame that is on the lines already, or that the amounts do not add up to.
    """
    check_open(year)
    check_adopted(year)
    moved = {line.pk: amount for line, amount in changes.items() if amount}
    if not moved:
        raise ValidationError("Skriv endringen på minst én linje.")
    lines = list(rows.locked(BudgetLine.objects.for_year(year).filter(pk__in=moved)))
    if len(lines) != len(moved):
        raise ValidationError(f"Alle linjene må høre til {year}. Last siden på nytt, og prøv igjen.")
    if frame_change is not None:
        _check_frame_change(frame_change, year, sum(moved.values(), Decimal(0)))
    if reverses is None:
        _check_said_once(year, moved, decision)
    regulation = BudgetRegulation(
        year=year,
        reason=reason,
        frame_change=frame_change,
        reverses=reverses,
        imported=imported,
        **_decided(decision, by, now),
    )
    regulation.full_clean()
    regulation.save(force_insert=True)
    for line in lines:
        _move(line, regulation, moved[line.pk], by=by, now=now)
    trail.record(
        "førte budsjettregulering",
        regulation,
        by=by,
        now=now,
        before=None,
        after=rows.values_of(regulation),
        total=str(sum(moved.values(), Decimal(0))),
    )
    return regulation


def _check_said_once(year: int, moved: Mapping[int, Decimal], decision: Decision) -> None:
    """The same decision sent twice is not decided twice. Raises ValidationError where it stands already."""
    same = BudgetRegulation.objects.filter(
        year=year, decision=decision.text, decided_on=decision.decided_on, case=decision.case, reversed_by__isnull=True
    )
    for regulation in same.prefetch_related("lines"):
        if {line.line_id: line.amount for line in regulation.lines.all()} == moved:
            raise ValidationError("Den samme reguleringen er allerede registrert, med samme vedtak og beløp.")


@moves_figures
def reverse_regulation(
    regulation: BudgetRegulation, *, decision: Decision, reason: str, by: User, now: datetime
) -> BudgetRegulation:
    """Another regulation with the opposite amounts. Raises ValidationError where it is taken back already."""
    check_open(regulation.year)
    if regulation.reverses_id:
        raise ValidationError("En tilbakeføring kan ikke tilbakeføres. Registrer reguleringen på nytt i stedet.")
    if BudgetRegulation.objects.filter(reverses=regulation).exists():
        raise ValidationError("Reguleringen er allerede tilbakeført.")
    opposite = {one.line: -one.amount for one in regulation.lines.select_related("line")}
    return regulate(regulation.year, opposite, decision=decision, reason=reason, reverses=regulation, by=by, now=now)


def is_adopted(year: int) -> bool:
    return BudgetAdoption.objects.filter(year=year).exists()


def check_adopted(year: int) -> None:
    if not is_adopted(year):
        raise ValidationError(
            f"Budsjettet for {year} er ikke registrert som vedtatt. Linjene endres da direkte; "
            "registrer vedtaket under Budsjett før det reguleres."
        )


def check_may_be_typed(line: BudgetLine, before: BudgetLine | None) -> None:
    """The budget of a line is typed only while it is a proposal. Raises ValidationError in an adopted year."""
    old = (before.year, before.budgeted) if before else (line.year, Decimal(0))
    if (line.year, line.budgeted) != old and any(is_adopted(year) for year in {line.year, old[0]}):
        raise ValidationError({"budgeted": typed_is_refused(line.year)})


def typed_is_refused(year: int) -> str:
    return (
        f"Budsjettet for {year} er vedtatt, og endres med en budsjettregulering: "
        "velg «Ny budsjettregulering» under Budsjett. En ny linje legges inn med 0."
    )


def _move(line: BudgetLine, regulation: BudgetRegulation, amount: Decimal, *, by: User, now: datetime) -> None:
    before, after = line.budgeted, line.budgeted + amount
    if abs(after) > LARGEST_AMOUNT:
        raise ValidationError(f"{line.title} blir {kroner(after)}, som er et for stort beløp.")
    RegulatedLine.objects.create(regulation=regulation, line=line, amount=amount)
    line.budgeted = after
    line.save(update_fields=["budgeted"])
    told = {"before": {"budgeted": str(before)}, "after": {"budgeted": str(after)}}
    trail.record("endret budsjett på driftslinje", line, by=by, now=now, **told)


def _check_frame_change(change: FrameChange, year: int, total: Decimal) -> None:
    if not FrameChange.objects.acting_in(year).filter(pk=change.pk).exists():
        raise ValidationError(f"«{change.title}» endrer ikke rammen for {year}.")
    if BudgetRegulation.objects.for_year(year).standing().filter(frame_change=change).exists():
        raise ValidationError(f"«{change.title}» er allerede lagt på linjene i {year}.")
    if total != change.difference:
        left = change.difference - total
        word = "mangler" if abs(total) < abs(change.difference) else "er for mye"
        raise ValidationError(
            f"Vedtaket endrer rammen med {kroner(change.difference)} kr, og linjene er til sammen {kroner(total)} kr: "
            f"{kroner(abs(left))} kr {word}."
        )


def _decided(decision: Decision, by: User, now: datetime) -> dict[str, Any]:
    if decision.decided_on > timezone.localdate(now):
        raise ValidationError({"decided_on": "Vedtaket kan ikke være fram i tid."})
    return {
        "decision": decision.text,
        "decided_on": decision.decided_on,
        "case": decision.case,
        "recorded_at": now,
        "recorded_by": by,
    }
