"""What pages and documents show of a year's budget: proposed, adopted, regulated, and what is not on a line yet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse

from budget.estimates.models import CostEstimateLine
from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from budget.year_budget.models import AdoptedLine, BudgetAdoption, BudgetRegulation, PlannedLine, RegulatedLine
from budget.year_budget.proposing import Cost, proposed_lines
from budget.year_budget.revised import ZERO, RevisedBudget
from rorikt.amounts import ORE, kroner, short_date
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.once import once
from rorikt.figures.values import Cell, Table

Kind = FrameChange.Kind


@once
def revised_budget(year: int) -> RevisedBudget | None:
    """`None` for a year whose budget is not recorded as adopted; then there is nothing but what its lines say."""
    adoption = BudgetAdoption.objects.filter(year=year).first()
    if adoption is None:
        return None
    originals = AdoptedLine.objects.filter(adoption=adoption).values_list("line", "amount")
    moved = RegulatedLine.objects.filter(regulation__year=year).order_by().values_list("line").annotate(Sum("amount"))
    return RevisedBudget(year, adoption.decided_on, dict(originals), {pk: amount.quantize(ORE) for pk, amount in moved})


def hides_regulations(year: int, reader: Reader) -> bool:
    """Whether what a line was adopted with would tell an amount that is closed to the reader."""
    if not reader.cases:
        return False
    return any(reader.of_regulation(one).hides_amounts for one in BudgetRegulation.objects.for_year(year))


@dataclass(frozen=True)
class YearBudget:
    """The lines of a year and how far its budget has come, as a reader may see it.

    `revised` is `None` while it is a proposal, and where an amount that moved it is closed to the reader.
    """

    year: int
    lines: tuple[BudgetLine, ...]
    adoption: BudgetAdoption | None
    revised: RevisedBudget | None
    regulations: tuple[BudgetRegulation, ...]
    waiting: tuple[FrameChange, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.budgeted for line in self.lines), ZERO)

    @property
    def is_hidden(self) -> bool:
        return self.adoption is not None and self.revised is None

    @property
    def state(self) -> str:
        """`forslag`, `vedtatt` or `regulert`."""
        if self.adoption is None:
            return "forslag"
        return "regulert" if self.regulations else "vedtatt"


def year_budget(year: int, reader: Reader) -> YearBudget:
    adoption = BudgetAdoption.objects.select_related("case", "recorded_by").filter(year=year).first()
    related = ("case", "recorded_by", "frame_change", "reverses", "reversed_by")
    return YearBudget(
        year=year,
        lines=tuple(BudgetLine.objects.for_year(year)),
        adoption=adoption,
        revised=None if adoption is None or hides_regulations(year, reader) else revised_budget(year),
        regulations=tuple(BudgetRegulation.objects.for_year(year).select_related(*related).prefetch_related("lines")),
        waiting=tuple(waiting_changes(year)),
    )


def waiting_changes(year: int) -> list[FrameChange]:
    """What the council has decided of the frame since it adopted the budget, and no regulation has put on lines yet.

    What was decided by then is in the budget as it was adopted; the frame itself is never on a line.
    """
    adoption = BudgetAdoption.objects.filter(year=year).first()
    if adoption is None:
        return []
    return [change for change in placeable_changes(year) if change.decided_on > adoption.decided_on]


def placeable_changes(year: int) -> list[FrameChange]:
    """All decisions on top of the frame that no regulation of the year stands for."""
    placed = BudgetRegulation.objects.for_year(year).standing().filter(frame_change__isnull=False)
    changes = FrameChange.objects.acting_in(year).exclude(pk__in=placed.values("frame_change"))
    changes = changes.exclude(difference=0).select_related("case", "estimate")
    return [change for change in changes if change.kind != Kind.BASE or change.replaces_id]


def proposed_for(change: FrameChange, year: int) -> dict[int, Decimal]:
    """Key of a line to what it would be moved by, by the words of the decision and of its estimate.

    What is for a purpose goes to a line of that purpose, where the budget has any.
    """
    lines = list(BudgetLine.objects.for_year(year))
    same = [line for line in lines if line.purpose_id == change.purpose_id]
    titles = {line.pk: line.title for line in same or lines}
    return proposed_lines(change.title, change.difference, _costs_of(change), titles)


def _costs_of(change: FrameChange) -> list[Cost]:
    """The lines of the estimate that the decision is made of; none where one has no amount."""
    if change.estimate is None:
        return []
    tier = change.estimate.chosen_tier()
    lines = CostEstimateLine.objects.filter(
        estimate=change.estimate, year=change.year, is_yearly=change.kind == Kind.YEARLY
    )
    costs = [(line.title, line.amount_at(tier)) for line in lines]
    return (
        [] if any(amount is None for _, amount in costs) else [Cost(title, amount or ZERO) for title, amount in costs]
    )


# Tables


def lines_table(found: YearBudget, reader: Reader) -> Table:
    """What each line was adopted with, what has moved it since and what it is now; of a proposal what it is."""
    revised = found.revised
    planned = {one.line_id: one for one in PlannedLine.objects.filter(line__in=found.lines).select_related("plan")}
    columns: list[ValueColumn[BudgetLine]] = [
        column("Type utgift", lambda line: line.title, width=34, total="SUM", link=BudgetLine.get_absolute_url)
    ]
    if revised:
        columns += [
            column("Opprinnelig budsjett", lambda line: revised.original(line.pk), kroner, 22, total=sum),
            column("Regulering", lambda line: revised.regulation(line.pk), kroner, 22, total=sum),
        ]
    label = "Regulert budsjett" if found.adoption else "Forslag"
    columns.append(column(label, lambda line: line.budgeted, kroner, 22, total=sum))
    if not found.adoption and planned:
        columns.append(
            column(
                "Hentet fra",
                lambda line: _origin(planned.get(line.pk), line, reader),
                link=lambda line: _origin_url(planned.get(line.pk), reader),
            )
        )
    return tabulate(
        "budsjett", f"Budsjett {found.year}, {found.state}", columns, found.lines, unit_note=KRONER_NOTE,
        note="«Regulert budsjett» er det opprinnelige og alle reguleringer." if revised else "",
    )  # fmt: skip


def regulations_table(found: YearBudget, reader: Reader) -> Table:
    """Each regulation with its decision, what it follows and what it adds to the budget of the year."""
    is_hidden = any(reader.of_regulation(one).hides_amounts for one in found.regulations)
    total = sum((total_of(one) for one in found.regulations), ZERO)

    def amount(regulation: BudgetRegulation) -> Cell:
        hides = reader.of_regulation(regulation).hides_amounts
        return closable_cell(total_of(regulation), kroner, is_hidden=hides)

    return tabulate(
        "budsjettreguleringer",
        f"Budsjettreguleringer {found.year}",
        (
            column("Vedtatt", lambda one: short_date(one.decided_on), width=12, total="SUM", link=_page_of),
            column("Vedtak", lambda one: reader.of_regulation(one).text(one.decision), width=22),
            column("Begrunnelse", lambda one: reader.of_regulation(one).text(one.reason), width=20),
            column("Følger", lambda one: follows(one, reader), width=14),
            column("Registrert", lambda one: f"{short_date(one.recorded_at)} av {one.recorded_by}", width=16),
            column("Endrer budsjettet", amount, width=16, total=closable_cell(total, kroner, is_hidden=is_hidden),
                   kind="number"),
        ),
        found.regulations,
        unit_note=KRONER_NOTE,
    )  # fmt: skip


def regulated_lines(regulation: BudgetRegulation, reader: Reader) -> Table:
    hides = reader.of_regulation(regulation).hides_amounts
    rows = list(regulation.lines.select_related("line").order_by("line__position", "line"))

    def amount(row: RegulatedLine) -> Cell:
        return closable_cell(row.amount, kroner, is_hidden=hides)

    return tabulate(
        "regulering",
        f"Endring på linjene, {regulation.year}",
        (
            column("Type utgift", lambda row: row.line.title, width=60, total="SUM",
                   link=lambda row: row.line.get_absolute_url()),
            column("Endring", amount, width=40, total=closable_cell(total_of(regulation), kroner, is_hidden=hides),
                   kind="number"),
        ),
        rows,
        unit_note=KRONER_NOTE,
    )  # fmt: skip


def total_of(regulation: BudgetRegulation) -> Decimal:
    """What it adds to the budget of the year, NOK."""
    return sum((one.amount for one in regulation.lines.all()), ZERO)


def follows(regulation: BudgetRegulation, reader: Reader) -> str:
    """What a regulation carries on: a change of the frame, another regulation taken back, or nothing."""
    if regulation.frame_change:
        seen = reader.of_change(regulation.frame_change)
        return f"rammeendringen «{seen.text(regulation.frame_change.title)}»"
    if regulation.reverses:
        return f"tilbakefører reguleringen {short_date(regulation.reverses.decided_on)}"
    return "flytter mellom linjer" if not total_of(regulation) else "ingen rammeendring"


def in_words(regulation: BudgetRegulation, reader: Reader) -> str:
    """What the sum of a regulation means for the budget and the frame."""
    if reader.of_regulation(regulation).hides_amounts:
        return f"Reguleringen {follows(regulation, reader)}." if regulation.reverses else ""
    total = total_of(regulation)
    if not total:
        return "Summen er null: reguleringen flytter mellom linjer, og budsjettet er like stort som før."
    words = f"Reguleringen endrer budsjettet for {regulation.year} med {kroner(total)} kr"
    if regulation.frame_change:
        return f"{words} og følger {follows(regulation, reader)}."
    if regulation.reverses:
        return f"{words} og {follows(regulation, reader)}."
    told = "Den endrer ikke rammen; avstemmingen viser om ramme og budsjett er like."
    return f"{words}, og følger ingen rammeendring. {told}"


def adopted_on(year: int) -> date | None:
    return BudgetAdoption.objects.filter(year=year).values_list("decided_on", flat=True).first()


def _page_of(regulation: BudgetRegulation) -> str:
    return reverse("budget:budget-regulation", args=[regulation.pk])


def _origin(planned: PlannedLine | None, line: BudgetLine, reader: Reader) -> str:
    """Of which plan the proposal of a line is, and whether it has been changed since."""
    if planned is None:
        return ""
    seen = reader.of(planned.plan)
    title = "økonomiplan (utkast)" if _is_kept_back(planned, reader) else seen.text(planned.plan.title)
    return title if planned.amount == line.budgeted else f"{title}, endret siden"


def _origin_url(planned: PlannedLine | None, reader: Reader) -> str:
    return "" if planned is None or _is_kept_back(planned, reader) else planned.plan.get_absolute_url()


def _is_kept_back(planned: PlannedLine, reader: Reader) -> bool:
    return not planned.plan.is_adopted and not reader.sees_drafts
