"""Verbs of allocations: compute a run, approve it, correct it. An approved run never changes; a correction is another.

The basis of a run is read again when it is made and checked again when it is approved, so that nobody approves a split
of amounts that have moved in the meantime.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.accounts.report import unknown_count
from budget.allocations.basis import Basis, without_rows
from budget.allocations.distribution import distribute
from budget.allocations.models import SHARED_OF_CLOSED, AllocationRun
from budget.allocations.storing import check_sums, store_parts, store_spans, values_of
from budget.consumption.basis import CountedBasis, Scope, store_rows
from budget.frame.models import FrameChange
from budget.runs.basis import basis_of, keys_of
from budget.years import actions
from rorikt.audit import trail
from rorikt.cases.models import CaseReference
from rorikt.figures.values import NotAvailable
from rorikt.imports import imported_files
from rorikt.people.models import User
from rorikt.snapshot import one_snapshot

Kind, State, Unit = AllocationRun.Kind, AllocationRun.State, AllocationRun.Unit


@one_snapshot
def make_run(
    kind: AllocationRun.Kind,
    *,
    year: int,
    charged_year: int,
    unit: AllocationRun.Unit = Unit.ORE,
    case: CaseReference | None = None,
    contribution: Decimal | None = None,
    offsets: AllocationRun | None = None,
    change: FrameChange | None = None,
    scope: Scope | None = None,
    by: User,
    now: datetime,
) -> AllocationRun:
    """Compute a draft from the year's rows and key; it names the case that it follows from, or none.

    `contribution` and `offsets` belong to a contribution that an approved settlement is offset against, `change` to
    what the council has added to the frame, `scope` to a consumption. Raises ValidationError where rows are missing or
    the run is made already.
    """
    run = AllocationRun(
        kind=kind,
        year=year,
        charged_year=charged_year,
        case=change.case if change else case,
        unit=unit,
        offsets=offsets,
        created_at=now,
        created_by=by,
    )
    _hold_year(run)
    basis = _basis(run, contribution=contribution, change=change, scope=scope)
    run.subject = change.subject if change else scope.subject if scope else ""
    run.title = basis.title
    _compute(run, basis)
    trail.record("regnet fordeling", run, by=by, now=now, before=None, after=values_of(run))
    return run


@one_snapshot
def share_changes(changes: Sequence[FrameChange], *, year: int, by: User, now: datetime) -> list[AllocationRun]:
    """A draft for each change that comes every year, for one of its later years. All or none of them."""
    return [
        make_run(
            Kind.CASE_COST, year=year, charged_year=year, unit=Unit(change.run.unit), change=change, by=by, now=now
        )
        for change in changes
    ]


@one_snapshot
def recompute_run(run: AllocationRun, *, by: User, now: datetime) -> None:
    """Compute a draft again from the rows as they are now. Raises ValidationError if it is approved."""
    run = _locked_draft(run)
    _hold_year(run)
    before = values_of(run)
    run.parts.all().delete()
    run.consumption.all().delete()
    run.created_at, run.created_by = now, by
    _compute(run, _basis(run))
    trail.record("regnet fordeling på nytt", run, by=by, now=now, before=before, after=values_of(run))


@one_snapshot
def approve_run(run: AllocationRun, *, by: User, now: datetime) -> None:
    """Approve a draft, for ever.

    Raises ValidationError if its basis has moved since it was computed, accounts of its year belong nowhere, or the
    year whose accounts it shares is not closed.
    """
    run = _locked_draft(run)
    imported_files.check_none_came_after(now)
    _hold_year(run)
    check_basis(run)
    _check_accounts(run)
    check_sums(run)
    before = values_of(run)
    run.state, run.approved_at, run.approved_by = State.APPROVED, now, by
    run.save(update_fields=["state", "approved_at", "approved_by"])
    trail.record("godkjente fordeling", run, by=by, now=now, before=before, after=values_of(run))


@one_snapshot
def correct_run(
    run: AllocationRun, *, charged_year: int, reason: str, newest_keys: bool = False, by: User, now: datetime
) -> AllocationRun:
    """A draft that computes the whole of an approved run again and books the difference in `charged_year`.

    It is split by the keys that the run was, or by their newest versions where `newest_keys` says so.
    Raises ValidationError if the run is a draft, is corrected already, or comes out the same.
    """
    run = AllocationRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_approved:
        raise ValidationError("Bare en godkjent fordeling kan korrigeres. Regn ut utkastet på nytt i stedet.")
    if AllocationRun.objects.filter(corrects=run).exists():
        raise ValidationError("Fordelingen har allerede en korreksjon. Korriger den nyeste.")
    correction = AllocationRun(
        kind=run.kind,
        year=run.year,
        charged_year=charged_year,
        subject=run.subject,
        case=run.case,
        unit=run.unit,
        offsets=run.offsets,
        corrects=run,
        reason=reason,
        created_at=now,
        created_by=by,
    )
    _hold_year(correction)
    basis = _basis(correction, keys=keys_of(run, newest=newest_keys))
    correction.title = f"Korreksjon av {run.title.removeprefix('Korreksjon av ')}"
    _compute(correction, basis)
    if not any(rows.exclude(booked=0).exists() for rows in (correction.parts, correction.consumption)):
        raise ValidationError("Ingenting er endret siden fordelingen ble godkjent, så det er ingenting å korrigere.")
    trail.record("regnet korreksjon", correction, by=by, now=now, before=values_of(run), after=values_of(correction))
    return correction


@transaction.atomic
def delete_run(run: AllocationRun, *, by: User, now: datetime) -> None:
    """Delete a draft. Raises ValidationError if it is approved."""
    run = _locked_draft(run)
    before, pk = values_of(run), run.pk
    run.delete()
    run.pk = pk
    trail.record("slettet utkast til fordeling", run, by=by, now=now, before=before, after=None)


def check_basis(run: AllocationRun) -> None:
    """Raises ValidationError if the rows or the key are no longer those that the draft was computed from."""
    basis = _basis(run)
    if (without_rows(basis.as_json(run.smallest)), basis.amount) != (without_rows(run.basis), run.amount):
        raise ValidationError(
            "Grunnlaget er endret siden utkastet ble regnet ut. Regn det ut på nytt før du godkjenner."
        )


def _hold_year(run: AllocationRun) -> None:
    """Nobody reopens or moves the accounts that are shared while they are; whether they are closed the basis says."""
    if run.kind in SHARED_OF_CLOSED:
        actions.locked(run.year)


def _check_accounts(run: AllocationRun) -> None:
    """An account that belongs to no type of cost would be missing from the result that the municipalities share."""
    if run.kind == Kind.OPERATING_RESULT and (count := unknown_count(run.year)):
        accounts = "1 konto" if count == 1 else f"{count} konti"
        raise ValidationError(
            f"{accounts} i regnskapet for {run.year} mangler type utgift. Koble dem under Konti før du godkjenner."
        )


def _compute(run: AllocationRun, basis: Basis | CountedBasis) -> None:
    """Fill in what follows from the basis, and save. Raises ValidationError if the amount has øre and the unit none."""
    if basis.amount % run.smallest:
        raise ValidationError({"unit": "Beløpet har øre og kan ikke fordeles i hele kroner. Velg øre."})
    run.amount, run.basis = basis.amount, basis.as_json(run.smallest)
    previously = {part.municipality_id: part.to_pay for part in run.corrects.parts.all()} if run.corrects else {}
    if isinstance(basis, CountedBasis):
        store_parts(run, basis.parts(previously))
        store_rows(run, basis)
        return
    split = basis.split
    run.key = split.key
    store_parts(run, distribute(split.parts(run.smallest), split.percents(), paid=basis.paid, previously=previously))
    store_spans(run, split)


def _basis(run: AllocationRun, **given: Any) -> Basis | CountedBasis:
    try:
        return basis_of(run, **given)
    except NotAvailable as missing:
        raise ValidationError(str(missing)) from missing


def _locked_draft(run: AllocationRun) -> AllocationRun:
    locked = AllocationRun.objects.select_for_update().filter(pk=run.pk).first()
    if locked is None:
        raise ValidationError("Fordelingen er slettet av en annen i mellomtiden.")
    if locked.is_approved:
        raise ValidationError("Fordelingen er allerede godkjent og kan ikke endres. Lag en korreksjon.")
    return locked
