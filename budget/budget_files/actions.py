"""What the import of a budget does to the lines of its year, and how it is taken back.

A proposal is set as the file says. A budget that the council has adopted is moved by a regulation, with the decision
that the person gave when confirming. Nothing is stored while an account of the file belongs to no line.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from budget.accounts.actions import rules_of
from budget.budget_files import budget_file
from budget.budget_files.models import BudgetImport
from budget.frame.actions import Decision
from budget.ledger.codes import Codes, place
from budget.lines.models import BudgetLine, MonthAmount, MonthShare
from budget.year_budget.actions import is_adopted, regulate, reverse_regulation
from budget.year_budget.models import BudgetRegulation
from budget.years.actions import check_open
from rorikt.audit import rows, trail
from rorikt.cases.models import CaseReference
from rorikt.imports.imported_files import ImportKind, path_of, summary_of
from rorikt.imports.models import ImportedFile
from rorikt.jobs.queue import Progress
from rorikt.people.models import User

DECIDED = "decided"  # option of a file: the decision that a regulation rests on
ZERO = Decimal(0)


@dataclass(frozen=True)
class FileAccount:
    """An account of the file, NOK. `months` is empty where the file tells only the year."""

    codes: Codes
    name: str
    amount: Decimal
    months: tuple[Decimal, ...]


@dataclass(frozen=True)
class Placed:
    """The accounts of a file by where they belong: on a line (by its key), outside the result, or nowhere."""

    by_line: Mapping[int, list[FileAccount]]
    outside: list[FileAccount]
    unknown: list[FileAccount]

    def amount(self, line: int) -> Decimal:
        return sum((one.amount for one in self.by_line[line]), ZERO)

    def months(self, line: int) -> list[Decimal]:
        """Of the line, added up over its accounts; empty where the file has no months."""
        return [sum(month, ZERO) for month in zip(*(one.months for one in self.by_line[line]), strict=True)]


def year_of(imported: ImportedFile) -> int:
    return int(imported.options.get(budget_file.YEAR_OF_FILE) or 0)


def placed(imported: ImportedFile) -> Placed:
    """By the mapping of the year as it is now."""
    rules = rules_of(year_of(imported))
    found, outside, unknown = dict[int, list[FileAccount]](), list[FileAccount](), list[FileAccount]()
    for account in accounts_of(imported):
        where = place(account.codes, rules)
        if where.target is not None:
            found.setdefault(where.target, []).append(account)
        else:
            (outside if where.is_known else unknown).append(account)
    return Placed(found, outside, unknown)


def accounts_of(imported: ImportedFile) -> list[FileAccount]:
    return [
        FileAccount(Codes(account, art), name, Decimal(amount), tuple(map(Decimal, months)))
        for account, art, name, amount, months in imported.summary.get("accounts", [])
    ]


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    reading = budget_file.read(imported, path_of(imported), progress)
    return {"row_count": reading.row_count, "accounts": _told(reading), **summary_of(reading.findings)}


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[None]:
    """The file is read again, and must say what was looked at."""
    reading = budget_file.read(imported, path_of(imported), progress)
    if reading.findings.error_count or _told(reading) != imported.summary.get("accounts"):
        raise ValidationError("Filen leses ikke likt to ganger. Last den opp på nytt.")
    yield


def store(imported: ImportedFile, prepared: None, by: User, now: datetime) -> None:
    """Raises ValidationError while an account has no line, for a closed year, and where a decision is needed."""
    year, found = year_of(imported), placed(imported)
    check_open(year)
    if refusal := why_not(imported):
        raise ValidationError(refusal)
    lines = {line.pk: line for line in rows.locked(BudgetLine.objects.for_year(year).filter(pk__in=found.by_line))}
    own = BudgetImport(imported=imported, year=year, before=_state_of(lines.values()))
    moved = {line: found.amount(pk) - line.budgeted for pk, line in lines.items()}
    moved = {line: amount for line, amount in moved.items() if amount}
    if moved and is_adopted(year):
        own.regulation = _regulate(imported, moved, by=by, now=now)
    else:
        for line, amount in moved.items():
            _set_budget(line, line.budgeted + amount, by=by, now=now)
    if budget_file.has_months(imported.mapping):
        for pk, line in lines.items():
            _set_months(line, (), found.months(pk), by=by, now=now)
    own.after = _state_of(BudgetLine.objects.filter(pk__in=lines))
    own.save(force_insert=True)


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    """Give each line back what it had. Raises ValidationError where one has been changed or adopted since."""
    own = BudgetImport.objects.select_for_update().get(pk=imported.pk)
    check_open(own.year)
    lines = {str(line.pk): line for line in rows.locked(BudgetLine.objects.filter(pk__in=own.after))}
    _check_untouched(own, lines)
    if own.regulation is not None:
        reason = f"Importen av «{imported}» er angret"[:300]
        decision = Decision(reason, timezone.localdate(now))
        reverse_regulation(own.regulation, decision=decision, reason=reason, by=by, now=now)
    for key, before in own.before.items():
        line = lines[key]
        if own.regulation is None and line.budgeted != Decimal(before["budgeted"]):
            _set_budget(line, Decimal(before["budgeted"]), by=by, now=now)
        if own.before[key]["months"] != own.after[key]["months"]:
            _set_months(line, before["months"]["shares"], before["months"]["amounts"], by=by, now=now)
    own.delete()


def why_not(imported: ImportedFile) -> str:
    """What has to be done before the file can be put on the lines; empty where nothing stands in the way."""
    year, found = year_of(imported), placed(imported)
    if not BudgetLine.objects.for_year(year).exists():
        return f"Det finnes ingen driftslinjer for {year}. Legg dem inn først, og koble kontiene til dem."
    if found.unknown:
        named = ", ".join(one.codes.account or f"art {one.codes.art}" for one in found.unknown[:5])
        more = f" og {len(found.unknown) - 5} til" if len(found.unknown) > 5 else ""
        return (
            f"Konti uten type utgift i {year}: {named}{more}. Koble dem under Konti; budsjettet tas ikke inn i deler."
        )
    if not found.by_line:
        return f"Ingen av kontiene i filen hører til en driftslinje i {year}."
    return ""


def would_move(imported: ImportedFile) -> bool:
    """Whether a line would get another budget than it has."""
    found = placed(imported)
    lines = BudgetLine.objects.for_year(year_of(imported)).filter(pk__in=found.by_line)
    return any(found.amount(line.pk) != line.budgeted for line in lines)


def _regulate(
    imported: ImportedFile, moved: Mapping[BudgetLine, Decimal], *, by: User, now: datetime
) -> BudgetRegulation:
    year, decided = year_of(imported), imported.options.get(DECIDED)
    if not decided:
        raise ValidationError(
            f"Budsjettet for {year} er vedtatt, så filen må føres som en budsjettregulering. "
            "Skriv vedtaket når du importerer."
        )
    case = CaseReference.objects.filter(pk=decided["case"]).first() if decided["case"] else None
    decision = Decision(decided["decision"], date.fromisoformat(decided["decided_on"]), case)
    return regulate(year, moved, decision=decision, reason=decided["reason"], imported=imported, by=by, now=now)


def _check_untouched(own: BudgetImport, lines: Mapping[str, BudgetLine]) -> None:
    if own.before.keys() - lines.keys():
        raise ValidationError("En av linjene er slettet etter importen. Rett budsjettet på linjene i stedet.")
    changed = [line.title for key, line in lines.items() if line.budgeted != Decimal(own.after[key]["budgeted"])]
    if changed:
        named = ", ".join(f"«{title}»" for title in sorted(changed))
        raise ValidationError(f"Budsjettet på {named} er endret etter importen. Rett budsjettet på linjene i stedet.")
    if own.regulation is None and is_adopted(own.year) and _moved_budget(own):
        raise ValidationError(
            f"Budsjettet for {own.year} er vedtatt etter importen. Det som skal være annerledes, registreres som en "
            "budsjettregulering."
        )


def _moved_budget(own: BudgetImport) -> bool:
    return any(own.before[key]["budgeted"] != own.after[key]["budgeted"] for key in own.before)


def _set_budget(line: BudgetLine, amount: Decimal, *, by: User, now: datetime) -> None:
    told = {"before": {"budgeted": str(line.budgeted)}, "after": {"budgeted": str(amount)}}
    line.budgeted = amount
    line.save(update_fields=["budgeted"])
    trail.record("endret budsjett på driftslinje", line, by=by, now=now, **told)


def _set_months(line: BudgetLine, shares: Any, amounts: Any, *, by: User, now: datetime) -> None:
    """The months of the line, as per cents or as amounts; even where neither says anything."""
    before = _months_of(line)
    line.month_shares.all().delete()
    line.month_amounts.all().delete()
    percents, months = [Decimal(one) for one in shares], [Decimal(one) for one in amounts]
    if any(percents):
        MonthShare.objects.bulk_create(
            MonthShare(line=line, month=month, percent=percent) for month, percent in enumerate(percents, start=1)
        )
    if any(months):
        MonthAmount.objects.bulk_create(
            MonthAmount(line=line, month=month, amount=amount) for month, amount in enumerate(months, start=1)
        )
    after = _months_of(line)
    if before != after:
        flat = {name: told["shares"] or told["amounts"] for name, told in (("before", before), ("after", after))}
        trail.record("endret månedsfordeling", line, by=by, now=now, **flat)


def _months_of(line: BudgetLine) -> dict[str, list[str]]:
    return {
        "shares": [str(one.percent) for one in MonthShare.objects.filter(line=line)],
        "amounts": [str(one.amount) for one in MonthAmount.objects.filter(line=line)],
    }


def _state_of(lines: Any) -> dict[str, dict[str, Any]]:
    return {str(line.pk): {"budgeted": str(line.budgeted), "months": _months_of(line)} for line in lines}


def _told(reading: budget_file.BudgetRead) -> list[list[Any]]:
    return [
        [*codes, one.name, str(one.amount), [str(month) for month in one.months]]
        for codes, one in sorted(reading.accounts.items())
    ]


KIND = ImportKind(
    name=budget_file.KIND,
    permission="budget.change_budget",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="budget:budget-file",
    faults=budget_file.faults,
)
