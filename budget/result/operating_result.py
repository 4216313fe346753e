"""The operating result of a year as far as its accounts reach: rows with budget and last year, and what is missing.

Every reader of actual against budget asks here: pages, tokens of papers, runs, keys and the front page. An open year is
held against the budget of the months its accounts reach, a closed one against its whole budget; where no month is known
there is no variance at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.ledger import months
from budget.ledger.months import MonthlyActuals
from budget.ledger.unplaced import Unplaced
from budget.lines.models import BudgetLine, MonthAmount, MonthShare, VarianceCause
from budget.lines.period import EVEN, MONTHS_OF_YEAR, Weights, to_date
from budget.lines.result import Explanation, Result
from budget.year_budget.report import revised_budget
from budget.year_budget.revised import RevisedBudget
from budget.years.so_far import YearState
from budget.years.state import state_of
from rorikt.amounts import MONTHS
from rorikt.figures.once import once
from rorikt.figures.values import NotAvailable


@dataclass(frozen=True)
class ResultRow:
    """A line as far as the accounts reach. `budgeted` is of the same months, `None` where they are not known.

    `last_year` is the same months of the line with the same title, if known. `original` is the budget as the council
    adopted it, and `regulation` what has moved it since, both of the whole year; `None` where it is not adopted.
    """

    line: BudgetLine
    actual: Decimal
    budgeted: Decimal | None
    last_year: Decimal | None
    causes: Decimal
    accounts_url: str
    last_year_url: str
    original: Decimal | None = None
    regulation: Decimal | None = None

    @property
    def title(self) -> str:
        return self.line.title

    @property
    def url(self) -> str:
        return self.line.get_absolute_url()

    @property
    def budget_url(self) -> str:
        return f"{self.url}#budsjett"

    @property
    def year_budget_url(self) -> str:
        return reverse("budget:year-budget", args=[self.line.year])

    @property
    def causes_url(self) -> str:
        return f"{self.url}#arsaker"

    @property
    def year_budget(self) -> Decimal:
        return self.line.budgeted

    @property
    def result(self) -> Result | None:
        return None if self.budgeted is None else Result(self.actual, self.budgeted)

    @property
    def variance(self) -> Decimal | None:
        return self.result.variance if self.result else None

    @property
    def percent(self) -> Decimal | None:
        return self.result.variance_percent if self.result else None

    @property
    def explanation(self) -> Explanation | None:
        return Explanation(self.result.variance, self.causes) if self.result else None

    @property
    def explained(self) -> Decimal | None:
        return self.explanation.explained if self.explanation else None

    @property
    def unexplained(self) -> Decimal | None:
        return self.explanation.unexplained if self.explanation else None


@dataclass(frozen=True)
class ResultOf:
    """All rows of a year, how far they reach, and the months behind them."""

    state: YearState
    rows: tuple[ResultRow, ...]
    actuals: MonthlyActuals
    weights: dict[int, Weights]
    left_out_of_last_year: tuple[BudgetLine, ...]
    revised: RevisedBudget | None = None

    @property
    def year(self) -> int:
        return self.state.year

    @property
    def month(self) -> int | None:
        """The last month that is counted; `None` for a whole year, and where no month is known."""
        return self.state.month

    @property
    def is_whole(self) -> bool:
        return self.state.is_closed

    @property
    def period(self) -> str:
        return self.state.period

    # Sums, taken before any rounding for display

    @property
    def actual(self) -> Decimal:
        return sum((row.actual for row in self.rows), Decimal(0))

    @property
    def year_budget(self) -> Decimal:
        return sum((row.year_budget for row in self.rows), Decimal(0))

    @property
    def total(self) -> Result | None:
        """`None` where no month is known, so that nobody holds part of a year against the whole budget."""
        if not self.state.is_comparable:
            return None
        return Result(self.actual, sum((row.budgeted or Decimal(0) for row in self.rows), Decimal(0)))

    @property
    def budgeted(self) -> Decimal | None:
        return self.total.budgeted if self.total else None

    @property
    def variance(self) -> Decimal | None:
        return self.total.variance if self.total else None

    @property
    def percent(self) -> Decimal | None:
        return self.total.variance_percent if self.total else None

    @property
    def heads(self) -> dict[str, str]:
        """The amounts of a row and of the sum that are shown, by name and in order, with what they are called in print.

        The whole year's budget stands beside the part of it that the accounts are held against.
        """
        if self.is_whole:
            return {"actual": "Regnskap", "year_budget": "Årsbudsjett", "variance": "Avvik"}
        compared = {"budgeted": "Budsjett hittil", "variance": "Avvik hittil"} if self.total else {}
        return {"actual": "Regnskap hittil", **compared, "year_budget": "Årsbudsjett"}

    @property
    def explanation(self) -> Explanation | None:
        if self.total is None:
            return None
        return Explanation(self.total.variance, sum((row.causes for row in self.rows), Decimal(0)))

    # What the sums lack

    @property
    def unplaced(self) -> Unplaced:
        return self.actuals.unplaced(self.month or MONTHS_OF_YEAR)

    @property
    def after(self) -> Decimal:
        """Booked on the lines after the last month that is counted."""
        return self.actuals.after(self.month) if self.month and self.state.has_months else Decimal(0)

    def lacks(self, show: Callable[[Decimal], str]) -> str:
        """What stands beside every sum of the year that is not whole; empty where nothing is missing."""
        late = ""
        if self.after:
            late = f"Poster etter {MONTHS[(self.month or 1) - 1]} er ikke regnet med: {show(self.after)}."
        return f"{self.unplaced.sentence(show)} {late}".strip()

    @property
    def word(self) -> str:
        """What the difference may be called: not an over- or underspend while parts of the accounts are missing."""
        if self.total is None or self.unplaced:
            return "Avvik"
        return "Mindreforbruk" if self.total.underspend else "Merforbruk"

    def of(self, line: BudgetLine) -> ResultRow:
        return next(row for row in self.rows if row.line.pk == line.pk)


@once
def result_of(year: int, month: int | None = None, on: date | None = None) -> ResultOf:
    """The year as far as its accounts reach; up to a chosen month at most, or as a paper of the day `on` tells it.

    Raises NotAvailable for a month of a year whose accounts are not known month by month.
    """
    lines, found = list(BudgetLine.objects.for_year(year)), months.actuals(year)
    state = state_of(year, on, booked=found)
    if month is not None and lines:
        _check_that_it_can_be_cut(state, month)
        state = state.until(month)
    before = {line.title: line for line in BudgetLine.objects.for_year(year - 1)}
    before_months = months.actuals(year - 1) if before else MonthlyActuals()
    before_state = state_of(year - 1, booked=before_months)
    weights = weights_of(lines)
    causes, revised = causes_of(lines), revised_budget(year)

    def row(line: BudgetLine) -> ResultRow:
        old = before.get(line.title)
        return ResultRow(
            line=line,
            actual=actual_of(line, state, found),
            budgeted=_budgeted(line, state, weights[line.pk]),
            last_year=_last_year(old, before_months, before_state, state.month),
            causes=causes.get(line.pk, Decimal(0)),
            accounts_url=accounts_url(line) if line.pk in found.imported else line.get_absolute_url(),
            last_year_url=old.get_absolute_url() if old else "",
            original=revised.original(line.pk) if revised else None,
            regulation=revised.regulation(line.pk) if revised else None,
        )

    titles = {line.title for line in lines}
    left_out = tuple(line for title, line in before.items() if title not in titles)
    return ResultOf(state, tuple(row(line) for line in lines), found, weights, left_out, revised)


def comparable_result(year: int, month: int | None = None, on: date | None = None) -> ResultOf:
    """As `result_of`, for what only makes sense against a budget.

    Raises NotAvailable where there are no lines, or nobody knows which part of the budget to compare with.
    """
    found = result_of(year, None, on)
    if not found.rows:
        raise NotAvailable(f"Det finnes ingen driftslinjer for {year}.")
    if found.total is None:
        raise NotAvailable(found.state.why_not_comparable)
    return found if month is None else result_of(year, month, on)


def actual_of(line: BudgetLine, state: YearState, found: MonthlyActuals) -> Decimal:
    """All that is booked, or what is booked up to the month that counts."""
    if state.month is None or not found.is_known:
        return line.actual
    return found.to_date(line, state.month)


def weights_of(lines: Sequence[BudgetLine]) -> dict[int, Weights]:
    """Line to the weights of its months: what a person has set, or the amounts of a file, or even."""
    found: dict[int, list[Decimal]] = {}
    for share in MonthShare.objects.filter(line__in=lines).order_by("line", "month"):
        found.setdefault(share.line_id, []).append(share.percent)
    for month in MonthAmount.objects.filter(line__in=lines).order_by("line", "month"):
        found.setdefault(month.line_id, []).append(month.amount)
    return {line.pk: tuple(found.get(line.pk, EVEN)) for line in lines}


def causes_of(lines: Sequence[BudgetLine]) -> dict[int, Decimal]:
    """Line to the sum of its causes; those without an amount explain nothing yet."""
    found: dict[int, Decimal] = {}
    for line, amount in VarianceCause.objects.filter(line__in=lines, amount__isnull=False).values_list(
        "line", "amount"
    ):
        found[line] = found.get(line, Decimal(0)) + (amount or Decimal(0))
    return found


def accounts_url(line: BudgetLine) -> str:
    """The accounts behind a line's figure, month by month, which lead on to their entries."""
    return reverse("budget:line-accounts", args=[line.pk])


def _check_that_it_can_be_cut(state: YearState, month: int) -> None:
    if state.has_months or (state.accounts_to is not None and month >= state.accounts_to):
        return
    raise NotAvailable(
        f"Regnskapet for {state.year} er ikke ført på måneder. Importer regnskapet med måned eller dato, "
        "eller se alt som er ført."
    )


def _budgeted(line: BudgetLine, state: YearState, weights: Weights) -> Decimal | None:
    if state.is_closed:
        return line.budgeted
    return None if state.month is None else to_date(line.budgeted, weights, state.month)


def _last_year(line: BudgetLine | None, found: MonthlyActuals, before: YearState, month: int | None) -> Decimal | None:
    """Of the same months; of the whole year only where that is closed."""
    if line is None:
        return None
    if month is None:
        return line.actual if before.is_closed else None
    return found.to_date(line, month) if found.is_known and (before.accounts_to or 0) >= month else None
