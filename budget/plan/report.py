"""The financial plan as tables and a chart, and held against the budgets and frames of its years."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse

from budget.frame.report import frame_of
from budget.lines.models import BudgetLine
from budget.money.cells import KRONER_NOTE, SUM_NOTE, THOUSANDS_NOTE, Printer, amount_cell, percent_cell
from budget.money.reader import Reader
from budget.plan.frames import summed
from budget.plan.models import FinancialPlan, PlanLine
from budget.result.charts import in_thousands
from rorikt.amounts import NOTHING, kroner, percentage, thousands
from rorikt.figures.values import Cell, Chart, Column, Series, Table


@dataclass(frozen=True)
class PlannedLine:
    """A line with its frame in each year of the plan."""

    line: PlanLine
    frames: dict[int, Decimal]


@dataclass(frozen=True)
class Planned:
    """A whole plan, computed once. `growth` is the price growth of each year in per cent."""

    plan: FinancialPlan
    growth: dict[int, Decimal]
    lines: tuple[PlannedLine, ...]

    @property
    def base(self) -> Decimal:
        return sum((one.line.base for one in self.lines), Decimal(0))

    @property
    def totals(self) -> dict[int, Decimal]:
        """Summed before any rounding for display; zero in each year of a plan without lines."""
        return dict.fromkeys(self.plan.years, Decimal(0)) | summed(one.frames for one in self.lines)


def planned(plan: FinancialPlan) -> Planned:
    growth = plan.growth()
    lines = plan.lines.prefetch_related("changes")
    return Planned(plan, growth, tuple(PlannedLine(line, line.frames(growth)) for line in lines))


def plan_table(found: Planned, *, exact: bool = False) -> Table:
    """The frame of each line and year."""
    shown: Printer = kroner if exact else thousands
    plan, totals = found.plan, found.totals
    return Table(
        key="okonomiplan",
        caption=f"{plan.title}: rammer {plan.years[0]}–{plan.years[-1]}",
        columns=(
            Column("Type utgift", width=30),
            Column(f"Budsjett {plan.base_year}", "number", 14),
            *(Column(str(year), "number", 14) for year in plan.years),
        ),
        rows=tuple(
            (
                Cell(one.line.title),
                amount_cell(one.line.base, shown),
                *(amount_cell(one.frames[year], shown) for year in plan.years),
            )
            for one in found.lines
        ),
        total=(Cell("SUM"), amount_cell(found.base, shown), *(amount_cell(totals[year], shown) for year in plan.years)),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
        source=plan.get_absolute_url(),
    )


def growth_table(found: Planned) -> Table:
    return Table(
        key="prisvekst",
        caption="Prisvekst fra året før",
        columns=(Column("År", width=50), Column("Prisvekst", "number", 50)),
        rows=tuple((Cell(str(year)), percent_cell(percent)) for year, percent in found.growth.items()),
    )


def comparison(found: Planned, reader: Reader, *, exact: bool = False) -> Table:
    """The plan's sum of each year against the year's budget and against the frame the council has decided."""
    shown: Printer = kroner if exact else thousands
    budgets = {
        year: amount or Decimal(0)
        for year, amount in BudgetLine.objects.filter(year__in=found.plan.years)
        .order_by()
        .values_list("year")
        .annotate(Sum("budgeted"))
    }
    rows = []
    for year, amount in found.totals.items():
        budget, frame = budgets.get(year), decided_frame(year, reader)
        rows.append(
            (
                Cell(str(year)),
                amount_cell(amount, shown),
                replace(amount_cell(budget, shown), source=_page_of("operating-result", year, budget)),
                amount_cell(difference_of(budget, amount), shown),
                replace(amount_cell(frame, shown), source=_page_of("frame", year, frame)),
                amount_cell(difference_of(frame, amount), shown),
            )
        )
    return Table(
        key="okonomiplan-mot-ramme",
        caption="Planen mot årsbudsjett og vedtatt ramme",
        columns=(
            Column("År", width=10),
            Column("Plan", "number", 18),
            Column("Årsbudsjett", "number", 18),
            Column("Budsjett minus plan", "number", 18),
            Column("Vedtatt ramme", "number", 18),
            Column("Ramme minus plan", "number", 18),
        ),
        rows=tuple(rows),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=f"«{NOTHING}» der budsjettet ikke er lagt, eller rammen ikke er vedtatt eller er unntatt offentlighet.",
    )


def decided_frame(year: int, reader: Reader) -> Decimal | None:
    """The frame that the council has decided for a year; `None` where it has decided none, or it is closed."""
    frame = frame_of(year, reader)
    return frame.amount if frame.is_set and not frame.hides_sums else None


def line_comparison(found: Planned, year: int, *, exact: bool = False) -> Table:
    """Line by line against the budget of one of the plan's years; a line that one of them lacks is printed «–»."""
    shown: Printer = kroner if exact else thousands
    budget = {line.title: line for line in BudgetLine.objects.for_year(year)}
    plan = {one.line.title: one.frames[year] for one in found.lines}
    titles = [*plan, *(title for title in budget if title not in plan)]
    rows = []
    for title in titles:
        amount, line = plan.get(title), budget.get(title)
        budgeted, source = (line.budgeted, line.get_absolute_url()) if line else (None, "")
        rows.append(
            (
                Cell(title, source=source),
                amount_cell(amount, shown),
                amount_cell(budgeted, shown),
                amount_cell(difference_of(budgeted, amount), shown),
            )
        )
    planned_sum = sum(plan.values(), Decimal(0))
    budget_sum = sum((line.budgeted for line in budget.values()), Decimal(0)) if budget else None
    sums = (planned_sum, budget_sum, difference_of(budget_sum, planned_sum))
    return Table(
        key="okonomiplan-per-linje",
        caption=f"Planen mot årsbudsjettet for {year}",
        columns=(
            Column("Type utgift", width=40),
            Column("Plan", "number", 20),
            Column("Årsbudsjett", "number", 20),
            Column("Budsjett minus plan", "number", 20),
        ),
        rows=tuple(rows),
        total=(
            Cell("SUM"),
            *(amount_cell(amount, shown) for amount in sums),
        ),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
    )


def difference_of(amount: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """`None` where either is not known."""
    return None if amount is None or planned is None else amount - planned


def plan_chart(found: Planned) -> Chart:
    years = {found.plan.base_year: found.base} | found.totals
    title = f"{found.plan.title}: sum per år, i hele 1000 kroner"
    return Chart(
        key="okonomiplan",
        title=title,
        kind="bars",
        categories=tuple(str(year) for year in years),
        series=(Series("Ramme", tuple(in_thousands(amount) for amount in years.values())),),
        unit="tusen kroner",
        table=Table(
            key="okonomiplan-sum",
            caption=title,
            columns=(Column("År", width=40), Column("Ramme", "number", 30), Column("Endring", "number", 30)),
            rows=tuple(
                (Cell(str(year)), amount_cell(amount, thousands), Cell(_change(years, year)))
                for year, amount in years.items()
            ),
            unit_note=THOUSANDS_NOTE,
        ),
        source=found.plan.get_absolute_url(),
    )


def _page_of(name: str, year: int, amount: Decimal | None) -> str:
    """No page where there is no amount."""
    return "" if amount is None else reverse(f"budget:{name}", args=[year])


def _change(years: dict[int, Decimal], year: int) -> str:
    """From the year before, in per cent."""
    before = years.get(year - 1)
    return percentage((years[year] - before) * 100 / abs(before), 1) if before else NOTHING
