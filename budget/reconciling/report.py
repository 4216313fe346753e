"""What the page of a year's reconciliation shows: four sums side by side, and every difference between them by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse

from budget.allocations.models import AllocationPart, AllocationRun
from budget.frame.models import FrameChange
from budget.frame.report import FrameOf, frame_and_budget
from budget.invoices.models import SentInvoice
from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from budget.reconciling.differences import (
    ZERO,
    Decided,
    Difference,
    Named,
    Shared,
    of_budget,
    of_invoiced,
    of_shared,
)
from budget.year_budget.models import BudgetRegulation
from budget.year_budget.report import adopted_on, total_of, waiting_changes
from rorikt.amounts import kroner, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, Table

OF_FRAME = (AllocationRun.Kind.FRAME, AllocationRun.Kind.CASE_COST)


class Side(NamedTuple):
    """One of the sums that are held against each other; `None` where there is none."""

    title: str
    amount: Decimal | None
    against: str
    difference: Decimal | None
    url: str


@dataclass(frozen=True)
class Reconciliation:
    """`missing` are sentences on what has to be there before anything can be compared, each with a way on."""

    found: FrameOf
    sides: tuple[Side, ...]
    differences: tuple[Difference, ...]
    missing: tuple[tuple[str, str, str], ...]

    @property
    def year(self) -> int:
        return self.found.year

    @property
    def agrees(self) -> bool:
        return not self.differences and not self.missing


def reconciliation(year: int, reader: Reader) -> Reconciliation:
    found = frame_and_budget(year, reader)
    runs = list(AllocationRun.objects.filter(year=year, kind__in=OF_FRAME).order_by("pk"))
    approved = [run for run in runs if run.is_approved]
    uninvoiced = _uninvoiced(approved)
    frame = found.frame.amount if found.frame.steps else None
    invoiced = found.shared - sum((part.booked for part in uninvoiced), ZERO)
    differences = [
        *_of_budget(found, reader),
        *_of_shared(year, runs, reader),
        *of_invoiced(_invoices(approved, uninvoiced, reader)),
    ]
    sides = (
        Side("Ramme", frame, "", None, _page("frame", year)),
        Side("Budsjett", found.budgeted, "Ramme", _minus(found.budgeted, _whole(found)), _page("year-budget", year)),
        Side("Fordelt på kommunene", found.shared, "Ramme", _minus(found.shared, frame), _page("charges", year)),
        Side(
            "Fakturert", invoiced, "Fordelt", invoiced - found.shared, f"{reverse('budget:runs')}?charged_year={year}"
        ),
    )
    return Reconciliation(found, sides, tuple(differences), tuple(_missing(found)))


def sides_table(one: Reconciliation) -> Table:
    """Closed as a whole where an amount is exempt, since each sum would tell it."""
    hides = one.found.is_closed

    def cell(amount: Decimal | None) -> Cell:
        return closable_cell(amount, kroner, is_hidden=hides and amount is not None)

    return tabulate(
        "ramme-budsjett-betaling",
        f"Ramme, budsjett og betaling {one.year}",
        (
            column("Hva", lambda side: side.title, width=30, link=lambda side: side.url),
            column("Beløp", lambda side: cell(side.amount), width=25, kind="number"),
            column("Mot", lambda side: side.against, width=20),
            column("Forskjell", lambda side: cell(side.difference), width=25, kind="number"),
        ),
        one.sides,
        unit_note=KRONER_NOTE,
    )


def differences_table(one: Reconciliation) -> Table | None:
    """Each difference in a sentence, with the way to put it right; nothing where all agree."""
    if not one.differences:
        return None
    hides = one.found.is_closed
    return tabulate(
        "forskjeller",
        f"Forskjeller {one.year}",
        (
            column("Mellom", lambda each: each.between.value, width=20),
            column("Hva", lambda each: each.sentence, width=45),
            column("Beløp", lambda each: closable_cell(each.amount, kroner, is_hidden=hides), width=20, kind="number"),
            column("Rett opp", lambda each: each.mend, width=15, link=lambda each: each.url),
        ),
        _without_amounts(one.differences) if hides else one.differences,
        unit_note=KRONER_NOTE,
    )


# Parts


def _of_budget(found: FrameOf, reader: Reader) -> list[Difference]:
    """Nothing where there is no frame or no budget to compare."""
    if not found.frame.is_set or found.budgeted is None:
        return []
    year = found.year
    is_adopted = adopted_on(year) is not None
    named = [*_waiting(year, reader), *_unfollowed(year, reader)] if is_adopted else []
    url = _page("year-budget", year)
    return of_budget(found.budgeted, found.frame.amount, named, is_adopted=is_adopted, url=url)


def _waiting(year: int, reader: Reader) -> Iterable[Named]:
    new = reverse("budget:budget-regulation-new", args=[year])
    for change in waiting_changes(year):
        title = reader.of_change(change).text(change.title)
        words = f"«{title}», vedtatt {short_date(change.decided_on)}, er i rammen, men ikke lagt på en budsjettlinje."
        yield Named(words, -change.difference, f"{new}?endring={change.pk}", "Legg på budsjettlinje")


def _unfollowed(year: int, reader: Reader) -> Iterable[Named]:
    """Regulations that make the budget larger or smaller though the frame is as it was."""
    regulations = BudgetRegulation.objects.for_year(year).standing().filter(frame_change__isnull=True)
    for regulation in regulations.prefetch_related("lines"):
        words = f"Reguleringen {short_date(regulation.decided_on)} endrer budsjettet, men følger ingen rammeendring."
        yield Named(words, total_of(regulation), regulation.get_absolute_url(), "Se reguleringen")


def _of_shared(year: int, runs: list[AllocationRun], reader: Reader) -> list[Difference]:
    decided: dict[str, Decided] = {}
    for change in FrameChange.objects.acting_in(year):
        before = decided.get(change.subject)
        amount = change.difference + (before.amount if before else ZERO)
        title = reader.of_change(change).text(change.title)
        decided[change.subject] = Decided(title, amount, change.get_absolute_url())
    corrected = {run.corrects_id for run in runs if run.is_approved}
    in_force = [run for run in runs if run.is_approved and run.pk not in corrected]
    shared = {
        run.subject: Shared(reader.of_run(run).text(run.title), run.amount, run.get_absolute_url()) for run in in_force
    }
    drafts = {run.subject: run.get_absolute_url() for run in runs if not run.is_approved and reader.sees_drafts}
    return of_shared(decided, shared, drafts, charges_url=_page("charges", year))


def _uninvoiced(approved: list[AllocationRun]) -> list[AllocationPart]:
    """Parts that move money and have no invoice recorded."""
    parts = AllocationPart.objects.filter(run__in=approved).exclude(booked=0)
    return list(parts.exclude(pk__in=SentInvoice.objects.values("part")).order_by("run", "municipality"))


def _invoices(approved: list[AllocationRun], parts: list[AllocationPart], reader: Reader) -> Iterable[Named]:
    names = municipality_names()
    for run in approved:
        own = [part for part in parts if part.run_id == run.pk]
        if own:
            who = ", ".join(names[part.municipality_id] for part in own)
            title = reader.of_run(run).text(run.title)
            words = f"«{title}»: faktura er ikke registrert sendt til {who}."
            amount = sum((part.booked for part in own), ZERO)
            yield Named(words, amount, run.get_absolute_url(), "Se fordelingen")


def _missing(found: FrameOf) -> Iterable[tuple[str, str, str]]:
    year = found.year
    if not found.frame.is_set:
        words = f"Rådets vedtak om rammen for {year} er ikke registrert."
        yield words, _page("frame", year), "Se rammen"
    if found.budgeted is None:
        yield f"Årsbudsjettet for {year} er ikke lagt inn.", _page("year-budget", year), "Se budsjettet"


def _without_amounts(differences: Iterable[Difference]) -> list[Difference]:
    """A sentence may tell an amount, so where one is closed only what is compared is told."""
    return [
        Difference(one.between, "Beløpet er unntatt offentlighet.", one.amount, one.url, one.mend)
        for one in differences
    ]


def _whole(found: FrameOf) -> Decimal | None:
    return found.frame.amount if found.frame.is_set else None


def _minus(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first - second


def _page(name: str, year: int) -> str:
    return reverse(f"budget:{name}", args=[year])
