"""The financial plan as tables and a chart, and held against the budgets and frames of its years."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum
from django.urls import reverse

from budget.frame.report import frame_of
from budget.keys.allocation import sum_fault
from budget.keys.models import CostKey
from budget.keys.report import municipality_names
from budget.lines.models import BudgetLine
from budget.money.cells import KRONER_NOTE, SUM_NOTE, THOUSANDS_NOTE, Printer
from budget.money.reader import Reader
from budget.plan.frames import summed
from budget.plan.models import FinancialPlan, PlanLine
from budget.purposes.models import KeyPurpose
from budget.result.charts import drawn
from budget.splits.splitting import KeyInTime, Split, split_of_year
from rorikt.amounts import NOTHING, ORE, kroner, percentage, thousands
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Chart, NotAvailable, Table


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

    def frame(year: int) -> ValueColumn[PlannedLine]:
        return column(str(year), lambda one: one.frames[year], shown, 14, total=totals[year])

    return tabulate(
        "okonomiplan",
        f"{plan.title}: rammer {plan.years[0]}–{plan.years[-1]}",
        (
            column("Type utgift", lambda one: one.line.title, width=30, total="SUM"),
            column(f"Budsjett {plan.base_year}", lambda one: one.line.base, shown, 14, total=found.base),
            *map(frame, plan.years),
        ),
        found.lines,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
        source=plan.get_absolute_url(),
    )


def growth_table(found: Planned) -> Table:
    return tabulate(
        "prisvekst",
        "Prisvekst fra året før",
        (
            column("År", lambda year: str(year), width=50),
            column("Prisvekst", lambda year: found.growth[year], percentage, 50),
        ),
        found.growth,
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
    plan, frames = found.totals, {year: decided_frame(year, reader) for year in found.totals}

    def page(name: str, amounts: Mapping[int, Decimal | None]) -> Callable[[int], str]:
        """No page where there is no amount."""
        return lambda year: "" if amounts.get(year) is None else reverse(f"budget:{name}", args=[year])

    return tabulate(
        "okonomiplan-mot-ramme",
        "Planen mot årsbudsjett og vedtatt ramme",
        (
            column("År", lambda year: str(year), width=10),
            column("Plan", lambda year: plan[year], shown, 18),
            column("Årsbudsjett", budgets.get, shown, 18, link=page("operating-result", budgets)),
            column("Budsjett minus plan", lambda year: difference_of(budgets.get(year), plan[year]), shown, 18),
            column("Vedtatt ramme", frames.get, shown, 18, link=page("frame", frames)),
            column("Ramme minus plan", lambda year: difference_of(frames[year], plan[year]), shown, 18),
        ),
        plan,
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
    lines = BudgetLine.objects.for_year(year)
    pages = {line.title: line.get_absolute_url() for line in lines}
    budget = {line.title: line.budgeted for line in lines}
    plan = {one.line.title: one.frames[year] for one in found.lines}
    planned_sum = sum(plan.values(), Decimal(0))
    budget_sum = sum(budget.values(), Decimal(0)) if budget else None

    def difference(title: str) -> Decimal | None:
        return difference_of(budget.get(title), plan.get(title))

    return tabulate(
        "okonomiplan-per-linje",
        f"Planen mot årsbudsjettet for {year}",
        (
            column("Type utgift", lambda title: title, width=40, total="SUM", link=lambda title: pages.get(title, "")),
            column("Plan", plan.get, shown, 20, total=planned_sum),
            column("Årsbudsjett", budget.get, shown, 20, total=budget_sum),
            column("Budsjett minus plan", difference, shown, 20, total=difference_of(budget_sum, planned_sum)),
        ),
        dict.fromkeys([*plan, *budget]),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
    )


@dataclass(frozen=True)
class ProposedLine:
    """A line of a year beside the plan; `None` where one of them does not have it."""

    title: str
    now: Decimal | None
    planned: Decimal | None

    @property
    def becomes(self) -> Decimal | None:
        return self.now if self.planned is None else self.planned


@dataclass(frozen=True)
class Proposal:
    """The first year of a plan as the budget of that year."""

    plan: FinancialPlan
    lines: tuple[ProposedLine, ...]

    @property
    def year(self) -> int:
        return self.plan.years[0]


def proposal_of(found: Planned) -> Proposal:
    """By title, in the order of the plan; what only the budget has comes last."""
    year = found.plan.years[0]
    now = {line.title: line.budgeted for line in BudgetLine.objects.for_year(year)}
    planned = {one.line.title: in_ore(one.frames[year]) for one in found.lines}
    titles = dict.fromkeys([*planned, *now])
    lines = tuple(ProposedLine(title, now.get(title), planned.get(title)) for title in titles)
    return Proposal(found.plan, lines)


@dataclass(frozen=True)
class SplitYear:
    """The plan's sum of a year in whole øre, shared. `assumed`: no keys hold for all of it, so it is by today's."""

    year: int
    split: Split
    assumed: bool

    @property
    def amount(self) -> Decimal:
        return self.split.amount


def split_years(found: Planned) -> list[SplitYear]:
    """Each year of the plan shared between the municipalities. Raises NotAvailable where there is no key at all."""
    of_lines = dict(BudgetLine.objects.for_year(found.plan.base_year).values_list("title", "purpose"))
    split = []
    for year, total in found.totals.items():
        amounts = _by_purpose(found, year, in_ore(total), of_lines)
        try:
            split.append(SplitYear(year, split_of_year(amounts, year), assumed=False))
        except NotAvailable:
            whole: dict[int | None, Decimal] = {None: in_ore(total)}
            held = KeyInTime(assumed_key(year), date(year, 1, 1), date(year, 12, 31))
            split.append(SplitYear(year, split_of_year(whole, year, keys=[held]), assumed=True))
    return split


def _by_purpose(
    found: Planned, year: int, total: Decimal, of_lines: Mapping[str, int | None]
) -> dict[int | None, Decimal]:
    """What of a year is for each purpose, as the budget of the base year has it; the general one takes the rest."""
    others: dict[int, Decimal] = {}
    for one in found.lines:
        if purpose := of_lines.get(one.line.title):
            others[purpose] = others.get(purpose, Decimal(0)) + one.frames[year]
    rounded: dict[int | None, Decimal] = {purpose: in_ore(amount) for purpose, amount in others.items()}
    rest = total - sum(rounded.values(), Decimal(0))
    return {None: rest, **rounded} if rest or not rounded else rounded


def assumed_key(year: int) -> CostKey:
    """The last general key that began by the end of the year, else the first to come: by it a year without is foreseen.

    Raises NotAvailable where there is none.
    """
    keys = CostKey.objects.current().of_purpose(KeyPurpose.general()).prefetch_related("shares")
    begun = keys.filter(valid_from__lte=date(year, 12, 31)).order_by("-valid_from")
    for key in [*begun, *keys.filter(valid_from__gt=date(year, 12, 31)).order_by("valid_from")]:
        if not sum_fault(key.percentages()):
            return key
    raise NotAvailable("Det finnes ingen fordelingsnøkkel å dele planen etter. Legg inn en under Fordelingsnøkler.")


def municipality_table(found: Planned) -> Table:
    """What each municipality pays of the plan in each of its years, to the øre. Raises NotAvailable without a key."""
    split, names = split_years(found), municipality_names()
    numbers = sorted({number for one in split for number in one.split.numbers})

    def of_year(one: SplitYear) -> ValueColumn[str]:
        parts = one.split.parts()
        label = f"{one.year}*" if one.assumed else str(one.year)
        return column(label, parts.get, kroner, 18, total=one.amount)

    return tabulate(
        "okonomiplan-per-kommune",
        f"{found.plan.title}: hver kommunes del",
        (column("Kommune", lambda number: names[number], width=28, total="SUM"), *map(of_year, split)),
        numbers,
        unit_note=KRONER_NOTE,
        note=_keys_of(split),
        source=found.plan.get_absolute_url() + "#kommunene",
    )


def in_ore(amount: Decimal) -> Decimal:
    """The one place where the sums of a plan are rounded: what is shared and proposed has whole øre."""
    return amount.quantize(ORE, ROUND_HALF_UP)


def _keys_of(split: list[SplitYear]) -> str:
    """Which keys each year is shared by, as anybody may read it, and where it is only foreseen."""
    told: dict[tuple[bool, str], list[int]] = {}
    for one in split:
        told.setdefault((one.assumed, one.split.note(Reader())), []).append(one.year)
    foreseen = "forutsatt dagens nøkkel, siden ingen nøkkel gjelder for hele året ennå. "
    return " ".join(
        f"{'* ' if assumed else ''}{_years(years)}: {foreseen if assumed else ''}{note}"
        for (assumed, note), years in told.items()
    )


def _years(years: list[int]) -> str:
    is_whole = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}–{years[-1]}" if is_whole else " og ".join(map(str, years))


def proposal_table(proposal: Proposal) -> Table:
    """What each line of the first year is and would become. Lines that the plan does not have stay as they are."""
    return tabulate(
        "forslag-fra-planen",
        f"Budsjett {proposal.year} etter {proposal.plan.title}",
        (
            column("Type utgift", lambda one: one.title, width=40, total="SUM"),
            column("Budsjett nå", lambda one: one.now, kroner, 20, total=_known_sum),
            column("Planen", lambda one: one.planned, kroner, 20, total=_known_sum),
            column("Blir", lambda one: one.becomes, kroner, 20, total=_known_sum),
        ),
        proposal.lines,
        unit_note=KRONER_NOTE,
        note=f"«{NOTHING}» under «Budsjett nå» er en linje som lages. Linjer planen ikke har, blir stående.",
    )


def _known_sum(amounts: list[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def difference_of(amount: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """`None` where either is not known."""
    return None if amount is None or planned is None else amount - planned


def plan_chart(found: Planned) -> Chart:
    years = {found.plan.base_year: found.base} | found.totals
    table = tabulate(
        "okonomiplan-sum",
        f"{found.plan.title}: sum per år, i hele 1000 kroner",
        (
            column("År", lambda year: str(year), width=40),
            column("Ramme", lambda year: years[year], thousands, 30),
            column("Endring", lambda year: _change(years, year), width=30, kind="number"),
        ),
        years,
        unit_note=THOUSANDS_NOTE,
    )
    return drawn(table, "Ramme", source=found.plan.get_absolute_url(), key="okonomiplan", title=table.caption)


def _change(years: dict[int, Decimal], year: int) -> str:
    """From the year before, in per cent."""
    before = years.get(year - 1)
    return percentage((years[year] - before) * 100 / abs(before), 1) if before else NOTHING
