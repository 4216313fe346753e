"""What pages say of a year's frame: the decisions, and whether the budget and the payments follow them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budget.allocations.models import AllocationRun
from budget.frame.frames import Following, Frame, FrameStep, following, total
from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from rorikt.amounts import kroner
from rorikt.cases.closed import EXEMPT
from rorikt.cases.models import CASE_NUMBER, CaseNames
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, NotAvailable, Table


@dataclass(frozen=True)
class FrameOf:
    """The frame of a year beside its budget and what is shared of it, NOK. `budgeted` is `None` without lines.

    `is_closed`: an amount in it is exempt for the reader, so none of its sums is told.
    """

    frame: Frame
    budgeted: Decimal | None
    shared: Decimal
    is_closed: bool = False

    @property
    def year(self) -> int:
        return self.frame.year

    @property
    def following(self) -> Following:
        return following(self.frame, self.budgeted)

    @property
    def changed(self) -> str:
        """How decisions have moved the frame, with their cases; empty where none has."""
        steps = self.frame.changing
        if not steps:
            return ""
        if self.is_closed:
            closed = f"{EXEMPT}: et beløp er lukket, og summene sammen med det."
            return f"Rammen for {self.year} er endret ved {_decisions(steps)}. {closed}"
        amount = total(steps)
        if not self.frame.is_set:
            return (
                f"Rammen for {self.year} er ikke fastsatt. Endringer på til sammen {kroner(amount)} kr er registrert "
                f"ved {_decisions(steps)}."
            )
        moved = "økt" if amount > 0 else "redusert"
        by = f"{moved} med {kroner(abs(amount))} kr" if amount else "endret, til sammen med 0,00 kr,"
        return f"Rammen for {self.year} er {by} ved {_decisions(steps)}."

    @property
    def of_budget(self) -> str:
        """Whether the budget follows the frame."""
        if self.budgeted is None:
            return f"Årsbudsjettet for {self.year} er ikke lagt inn."
        budget = f"Årsbudsjettet er {kroner(self.budgeted)} kr"
        if self.is_closed:
            return f"{budget}."
        match self.following:
            case Following.NO_FRAME:
                return f"{budget}, men rådets vedtak om rammen for {self.year} er ikke registrert."
            case Following.FOLLOWS:
                return f"{budget}, det samme som rammen."
            case Following.NOT_REGULATED:
                return f"{budget}, som før endringen. Budsjettet er ikke regulert ennå: rammen er {self._frame}."
            case _:
                more = self.budgeted - self.frame.amount
                word = "mer" if more > 0 else "mindre"
                return f"{budget}, {kroner(abs(more))} kr {word} enn rammen på {self._frame}."

    @property
    def of_payments(self) -> str:
        """How much of the frame the municipalities are charged."""
        if not self.frame.steps or self.is_closed:
            return ""
        left = self.frame.amount - self.shared
        of = "rammen" if self.frame.is_set else "endringene"
        whole = f"Av {of} er {kroner(self.shared)} kr fordelt på kommunene"
        return f"{whole}: alt." if not left else f"{whole}; {kroner(left)} kr er ikke fordelt."

    @property
    def in_words(self) -> str:
        return " ".join(said for said in (self.changed, self.of_budget, self.of_payments) if said)

    @property
    def of_lines(self) -> str:
        """Why a line is not moved by what the council decides of the frame."""
        return (
            "Et vedtak om rammen gjelder hele året og ikke én linje, så linjens årsbudsjett legges inn for seg. "
            f"{self.changed} {self.of_budget}"
        ).replace("  ", " ")

    @property
    def _frame(self) -> str:
        return f"{kroner(self.frame.amount)} kr"


def frame_and_budget(year: int, reader: Reader | None = None) -> FrameOf:
    """As anybody may see it where no reader is given."""
    reader = reader or Reader()
    lines, frame = BudgetLine.objects.for_year(year), frame_of(year, reader)
    kinds = [AllocationRun.Kind.FRAME, AllocationRun.Kind.CASE_COST]
    shared = list(AllocationRun.objects.in_force().filter(year=year, kind__in=kinds))
    is_closed = frame.hides_sums or any(reader.of_run(run).hides_amounts for run in shared)
    budgeted = lines.result().budgeted if lines.exists() else None
    return FrameOf(frame, budgeted, sum((run.amount for run in shared), Decimal(0)), is_closed)


def frame_of(year: int, reader: Reader | None = None) -> Frame:
    """Every decision that a year's frame is made of, as anybody may see it where no reader is given.

    A year without a decided frame has no base.
    """
    changes, reader = FrameChange.objects.acting_in(year).select_related("case"), reader or Reader()
    names = CaseNames()
    return Frame(year, tuple(_step(change, year, reader, names) for change in changes))


def frame_table(frame: Frame) -> Table:
    """The frame of a year, each amount with the decision it rests on."""
    year = frame.year
    if not frame.steps:
        raise NotAvailable(f"Ingen vedtak er registrert i rammen for {year}.")
    whole = closable_cell(frame.amount, kroner, is_hidden=frame.hides_sums)
    total = f"Ramme {year}" if frame.is_set else "Endringer så langt, uten selve rammen"

    def amount(step: FrameStep) -> Cell:
        return closable_cell(step.difference, kroner, is_hidden=step.is_hidden)

    return tabulate(
        "ramme",
        f"Ramme {year}" if frame.is_set else f"Endringer i rammen for {year} (rammen er ikke fastsatt)",
        (
            column("Hva", lambda step: step.title, width=30, total=total, link=lambda step: step.url),
            column("Type", lambda step: step.kind, width=20),
            column("Vedtak", _decided, width=30, link=lambda step: step.case_url),
            column("Beløp", amount, width=20, total=whole, kind="number"),
        ),
        frame.steps,
        unit_note=KRONER_NOTE,
    )


def _decisions(steps: Iterable[FrameStep]) -> str:
    """`vedtak i sak 2024/M1-004`, or how many where they have no case or are many."""
    listed = list(steps)
    cases = list(dict.fromkeys(step.case_number for step in listed if step.case_number))
    count = "ett vedtak" if len(listed) == 1 else f"{len(listed)} vedtak"
    if not cases:
        return f"{count} uten saksnummer"
    named = "sak" if len(cases) == 1 else "sakene"
    return f"vedtak i {named} {' og '.join(cases)}" if len(cases) < 4 else count


def _decided(step: FrameStep) -> str:
    if not step.case_number:
        return step.decision
    if not step.decision:
        return f"Sak {step.case_number}"
    is_fixed = CASE_NUMBER.fullmatch(step.case_number)
    return f"{step.decision} ({step.case_number})" if is_fixed else f"{step.decision}, sak {step.case_number}"


def _step(change: FrameChange, year: int, reader: Reader, names: CaseNames) -> FrameStep:
    seen = reader.of_change(change)
    return FrameStep(
        title=seen.text(change.title),
        kind=change.get_kind_display() if not change.replaces_id else f"{change.get_kind_display()}, nytt vedtak",
        difference=change.difference,
        decision="" if seen.is_closed else change.decision,
        case_number=names.of(change.case) if change.case else "",
        case_url=change.case.get_absolute_url() if change.case else "",
        url=change.get_absolute_url(),
        is_base=change.kind == FrameChange.Kind.BASE,
        is_lasting=change.year < year,
        is_hidden=seen.hides_amounts,
    )
