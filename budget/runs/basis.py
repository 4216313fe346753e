"""What a run is made of: the amount, the rows it comes from, the key, and what is paid on account already."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.allocations.basis import Basis, decision_basis, moved
from budget.allocations.models import AllocationRun
from budget.consumption.basis import CountedBasis, Scope, counted_basis, scope_of
from budget.frame.models import FrameChange
from budget.frame.splitting import split_of_change
from budget.investments.report import investment_split, settlement_of
from budget.keys.models import newest_version
from budget.lines.models import BudgetLine
from budget.lines.result import Result, lines_source_name
from budget.money.cells import FORMS, hold_rows
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.result.operating_result import comparable_result
from budget.result.report import held_year, overspent
from budget.splits.splitting import KeyInTime, split_of_year
from rorikt.figures.values import NotAvailable

Kind = AllocationRun.Kind


Keys = Sequence[KeyInTime]


def basis_of(
    run: AllocationRun,
    *,
    contribution: Decimal | None = None,
    change: FrameChange | None = None,
    scope: Scope | None = None,
    keys: Keys | None = None,
) -> Basis | CountedBasis:
    """Read from the rows as they are now. A correction of a contribution keeps the amount that was typed, and one of a
    consumption its services and months.

    `keys` are those to split by; where none are given a correction that is stored keeps its own, and all else is split
    by the keys that hold now. Raises NotAvailable where rows or a key are missing.
    """
    if keys is None:
        keys = keys_of(run) if run.corrects_id and run.pk else ()
    if run.kind == Kind.OPERATING_RESULT:
        return operating_result(run.year, keys)
    if run.kind == Kind.INVESTMENT:
        return investments(run.year, keys)
    if run.kind == Kind.OFFSET:
        return offset(run, contribution, keys)
    if run.kind == Kind.CONSUMPTION:
        return counted_basis(scope or scope_of(run))
    return decided(run, change, keys)


def keys_of(run: AllocationRun, *, newest: bool = False) -> list[KeyInTime]:
    """The keys that a run was split by, for the days they decided; their newest versions where `newest` asks for them.

    An older run, which kept no days, was split by its key for the whole of its year.
    """
    spans = run.spans.select_related("key__purpose")
    keys = [KeyInTime(span.key, span.first_on, span.last_on) for span in spans]
    if not keys and run.key:
        keys = [KeyInTime(run.key, date(run.year, 1, 1), date(run.year, 12, 31))]
    return [replace(used, key=newest_version(used.key)) for used in keys] if newest else keys


def has_newer_keys(run: AllocationRun) -> bool:
    return any(newest_version(used.key) != used.key for used in keys_of(run))


def moved_since(run: AllocationRun, reader: Reader) -> str:
    """What an approved run in force would rest on today, in words, where that is not what it was approved with."""
    if not run.is_approved or AllocationRun.objects.approved().filter(corrects=run).exists():
        return ""
    seen = reader.of_run(run)
    try:
        now = basis_of(run, keys=keys_of(run, newest=True))
    except NotAvailable as missing:
        why = "." if seen.is_closed else f": {missing}"
        return f"Fordelingen kan ikke holdes opp mot radene slik de er nå{why}"
    sources = moved(run.basis, now.as_json(run.smallest))
    if not sources and now.amount == run.amount:
        return ""
    names = f" ({', '.join(sources)})" if sources and not seen.is_closed else ""
    amount = "Beløpet blir det samme."
    if now.amount != run.amount:
        amount = f"Beløpet ville nå blitt {FORMS['ore'](now.amount)} mot {FORMS['ore'](run.amount)}."
    told = [
        f"Det som ligger bak fordelingen, er endret siden den ble godkjent{names}.",
        *([] if seen.hides_amounts else [amount]),
        "Fordelingen står som den var. Skal forskjellen bokføres, må fordelingen korrigeres.",
    ]
    return " ".join(told)


def operating_result(year: int, keys: Keys = ()) -> Basis:
    """What was overspent, or less than zero: what was not spent. Only of a closed year."""
    found = comparable_result(year)
    if refusal := found.state.why_not_shared("mer- eller mindreforbruk fordeles"):
        raise NotAvailable(refusal)
    result = Result(found.actual, found.year_budget)
    word = "Mindreforbruk" if result.underspend else "Merforbruk"
    return Basis(
        title=f"{word} {year}",
        label=f"{word} {year}: regnskap {FORMS['ore'](result.actual)}, årsbudsjett {FORMS['ore'](result.budgeted)}",
        split=split_of_year(overspent(found), year, keys=keys),
        url=reverse("budget:operating-result", args=[year]),
        sources=(hold_rows(lines_source_name(year), BudgetLine.objects.for_year(year)), held_year(year)),
    )


def investments(year: int, keys: Keys = ()) -> Basis:
    """The expenses without VAT, and what each municipality has paid on account for them."""
    split = investment_split(year, keys=keys)
    settlement = settlement_of(year, split=split)
    return Basis(
        title=f"Avregning av investeringer {year}",
        label=f"Investeringer {year} eksl. mva.",
        split=split,
        url=reverse("budget:settlement", args=[year]),
        sources=(
            hold_rows(f"Investeringsprosjekter {year}", InvestmentProject.objects.for_year(year)),
            hold_rows(f"Akonto {year}", PaymentOnAccount.objects.for_year(year)),
            held_year(year),
        ),
        paid={number: line.paid_on_account for number, line in settlement.lines.items()},
    )


def offset(run: AllocationRun, contribution: Decimal | None, keys: Keys = ()) -> Basis:
    """The contribution of a year, with what a settlement said was paid too much as if paid on account."""
    settlement = run.offsets
    if settlement is None or not settlement.is_approved:
        raise NotAvailable("Velg et godkjent oppgjør å motregne.")
    amount = contribution if contribution is not None else _typed_amount(run)
    credit = {part.municipality_id: -part.booked for part in settlement.parts.all()}
    return Basis(
        title=f"Investeringstilskudd {run.year}",
        label=f"Investeringstilskudd {run.year}, motregnet {settlement.title}",
        split=split_of_year({None: amount}, run.year, keys=keys),
        url=settlement.get_absolute_url(),
        sources=(hold_rows(settlement.title, settlement.parts.all()),),
        paid=credit,
    )


def decided(run: AllocationRun, change: FrameChange | None, keys: Keys = ()) -> Basis:
    """The newest decision on what was added to the frame."""
    newest = change or FrameChange.objects.filter(subject=run.subject, replaced_by__isnull=True).first()
    if newest is None:
        raise NotAvailable("Det finnes ikke noe vedtak bak fordelingen.")
    return decision_basis(
        title=newest.title if str(run.year) in newest.title else f"{newest.title} {run.year}",
        split=split_of_change(newest, run.year, keys=keys),
        decision=newest.decision,
        case=newest.case,
        url=newest.estimate.get_absolute_url() if newest.estimate else reverse("budget:frame", args=[run.year]),
    )


def _typed_amount(run: AllocationRun) -> Decimal:
    """What the draft, or the run it corrects, was made with."""
    return run.corrects.amount if run.pk is None and run.corrects else run.amount
