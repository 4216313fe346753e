"""The operating result of a year or of its first months: rows with last year and what is explained, and the charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from budget import months
from budget.models import BudgetLine, MonthShare, VarianceCause
from budget.months import MonthlyActuals
from budget.period import EVEN, MONTHS_OF_YEAR, Weights, by_month, to_date
from budget.report import KRONER_NOTE, SUM_NOTE, THOUSANDS_NOTE, Printer, amount_cell
from budget.result import Explanation, Result
from rorikt.amounts import MONTHS, kroner, percentage, thousands
from rorikt.figures import Cell, Chart, Column, NotAvailable, Series, Table

WHOLE_YEAR = MONTHS_OF_YEAR


@dataclass(frozen=True)
class ResultRow:
    """A line up to and including a month. `last_year` is the same months of the line with the same title, if known."""

    line: BudgetLine
    actual: Decimal
    budgeted: Decimal
    last_year: Decimal | None
    causes: Decimal
    accounts_url: str
    last_year_url: str

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
    def causes_url(self) -> str:
        return f"{self.url}#arsaker"

    @property
    def year_budget(self) -> Decimal:
        return self.line.budgeted

    @property
    def variance(self) -> Decimal:
        return Result(self.actual, self.budgeted).variance

    @property
    def percent(self) -> Decimal | None:
        return Result(self.actual, self.budgeted).variance_percent

    @property
    def explanation(self) -> Explanation:
        return Explanation(self.variance, self.causes)

    @property
    def explained(self) -> Decimal:
        return self.explanation.explained

    @property
    def unexplained(self) -> Decimal:
        return self.explanation.unexplained


@dataclass(frozen=True)
class ResultOf:
    """All rows of a year up to a month, and the months behind them. `month` is `None` for the accounts of the year."""

    year: int
    month: int | None
    rows: tuple[ResultRow, ...]
    actuals: MonthlyActuals
    weights: dict[int, Weights]
    left_out_of_last_year: tuple[BudgetLine, ...]

    @property
    def total(self) -> Result:
        """Summed before any rounding for display."""
        return Result(
            sum((row.actual for row in self.rows), Decimal(0)), sum((row.budgeted for row in self.rows), Decimal(0))
        )

    @property
    def explanation(self) -> Explanation:
        return Explanation(self.total.variance, sum((row.causes for row in self.rows), Decimal(0)))

    @property
    def period(self) -> str:
        """`2023`, or `hittil i år, januar–august 2023`."""
        return str(self.year) if self.month is None else f"hittil i år, {months_until(self.month)} {self.year}"


def months_until(month: int) -> str:
    return MONTHS[0] if month == 1 else f"{MONTHS[0]}–{MONTHS[month - 1]}"


def result_of(year: int, month: int | None = None) -> ResultOf:
    """The lines with accounts and budget up to `month`, or of the whole year.

    Raises NotAvailable for a month of a year whose accounts are not known month by month.
    """
    lines, found = list(BudgetLine.objects.for_year(year)), months.actuals(year)
    if month is not None and lines and not found.is_known:
        raise NotAvailable(
            f"Regnskapet for {year} er ikke ført på måneder. Importer regnskapet med måned eller dato, "
            "eller se på hele året."
        )
    before = {line.title: line for line in BudgetLine.objects.for_year(year - 1)}
    before_months = months.actuals(year - 1) if month is not None else MonthlyActuals()
    weights = weights_of(lines)
    causes = causes_of(lines)

    def row(line: BudgetLine) -> ResultRow:
        old = before.get(line.title)
        return ResultRow(
            line=line,
            actual=line.actual if month is None else found.to_date(line, month),
            budgeted=line.budgeted if month is None else to_date(line.budgeted, weights[line.pk], month),
            last_year=_last_year(old, before_months, month),
            causes=causes.get(line.pk, Decimal(0)),
            accounts_url=accounts_url(line) if line.pk in found.imported else line.get_absolute_url(),
            last_year_url=old.get_absolute_url() if old else "",
        )

    titles = {line.title for line in lines}
    left_out = tuple(line for title, line in before.items() if title not in titles)
    return ResultOf(year, month, tuple(row(line) for line in lines), found, weights, left_out)


def weights_of(lines: Sequence[BudgetLine]) -> dict[int, Weights]:
    """Line to the weights of its months: what a person has set, or even."""
    found: dict[int, list[Decimal]] = {}
    for share in MonthShare.objects.filter(line__in=lines).order_by("line", "month"):
        found.setdefault(share.line_id, []).append(share.percent)
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


# Tables and charts


def result_table(found: ResultOf, *, exact: bool = False) -> Table:
    """For print and documents. The sum is taken of the rows before they are rounded."""
    shown: Printer = kroner if exact else thousands
    budget = "Årsbudsjett" if found.month is None else "Budsjett hittil"
    return Table(
        key="driftsresultat-hittil",
        caption=f"Driftsresultat {found.period}",
        columns=(
            Column("Type utgift", width=34),
            Column("Regnskap", "number", 17),
            Column(budget, "number", 17),
            Column("Avvik", "number", 16),
            Column("Avvik i %", "number", 16),
        ),
        rows=tuple(
            (
                Cell(row.title, source=row.url),
                Cell(shown(row.actual), str(row.actual), row.accounts_url),
                amount_cell(row.budgeted, shown),
                amount_cell(row.variance, shown),
                Cell(percentage(row.percent, 1), "" if row.percent is None else str(row.percent)),
            )
            for row in found.rows
        ),
        total=(
            Cell("SUM"),
            *(
                amount_cell(amount, shown)
                for amount in (found.total.actual, found.total.budgeted, found.total.variance)
            ),
            Cell(percentage(found.total.variance_percent, 1), str(found.total.variance_percent or "")),
        ),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
        source=_page(found),
    )


def operating_result_to_date(year: int, month: int, *, exact: bool = False) -> Table:
    """Of the whole year in December. Raises NotAvailable where the accounts are not known month by month."""
    found = result_of(year, month if month < WHOLE_YEAR else None)
    if not found.rows:
        raise NotAvailable(f"Det finnes ingen driftslinjer for {year}.")
    return result_table(found, exact=exact)


def explanation_table(found: ResultOf, *, exact: bool = False) -> Table:
    """Of each line that has a variance or a cause: what its causes account for and what is left.

    Raises NotAvailable where there is nothing to explain.
    """
    shown: Printer = kroner if exact else thousands
    rows = [row for row in found.rows if row.variance or row.causes]
    if not rows:
        raise NotAvailable("Ingen linje har avvik å forklare.")
    whole = found.explanation
    return Table(
        key="forklart",
        caption=f"Forklart og uforklart avvik {found.period}",
        columns=(
            Column("Type utgift", width=40),
            Column("Avvik", "number", 20),
            Column("Forklart", "number", 20),
            Column("Uforklart", "number", 20),
        ),
        rows=tuple(
            (
                Cell(row.title, source=row.causes_url),
                *(amount_cell(amount, shown) for amount in (row.variance, row.explained, row.unexplained)),
            )
            for row in rows
        ),
        total=(
            Cell("SUM"),
            *(amount_cell(amount, shown) for amount in (whole.variance, whole.explained, whole.unexplained)),
        ),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="Årsaker uten beløp er ikke regnet med." + ("" if exact else f" {SUM_NOTE}"),
        source=_page(found),
    )


def explanation_of(line: BudgetLine) -> Explanation:
    """Of the whole year."""
    return Explanation(line.variance, causes_of([line]).get(line.pk, Decimal(0)))


def line_months(line: BudgetLine, found: MonthlyActuals) -> Table:
    """The line month by month, to the øre; months without accounts are printed «–»."""
    budgeted = by_month(line.budgeted, weights_of([line])[line.pk])
    actual = found.of(line)
    booked = [amount if month < found.last else None for month, amount in enumerate(actual)]
    sum_booked = sum(actual, Decimal(0)) if found.is_known else None
    return Table(
        key="maneder",
        caption=f"{line}: budsjett og regnskap måned for måned",
        columns=(
            Column("Måned", width=25),
            Column("Budsjett", "number", 25),
            Column("Regnskap", "number", 25),
            Column("Avvik", "number", 25),
        ),
        rows=tuple(
            (
                Cell(name),
                amount_cell(budgeted[month], kroner),
                Cell(
                    kroner(booked[month]),
                    "" if booked[month] is None else str(booked[month]),
                    accounts_url(line) if booked[month] else "",
                ),
                amount_cell(None if booked[month] is None else budgeted[month] - actual[month], kroner),
            )
            for month, name in enumerate(MONTHS)
        ),
        total=(
            Cell("SUM"),
            amount_cell(line.budgeted, kroner),
            amount_cell(sum_booked, kroner),
            amount_cell(None if sum_booked is None else line.budgeted - sum_booked, kroner),
        ),
        unit_note=KRONER_NOTE,
    )


def variance_chart(found: ResultOf) -> Chart:
    """Below zero is an overspend."""
    columns = (Column("Type utgift", width=60), Column("Avvik", "number", 40))
    return Chart(
        key="avvik-per-type",
        title=f"Avvik per type utgift {found.period}, i hele 1000 kroner",
        kind="bars",
        categories=tuple(row.title for row in found.rows),
        series=(Series("Avvik", tuple(in_thousands(row.variance) for row in found.rows)),),
        unit="tusen kroner",
        table=Table(
            key="avvik-per-type",
            caption=f"Avvik per type utgift {found.period}",
            columns=columns,
            rows=tuple((Cell(row.title, source=row.url), amount_cell(row.variance, thousands)) for row in found.rows),
            total=(Cell("SUM"), amount_cell(found.total.variance, thousands)),
            unit_note=THOUSANDS_NOTE,
            note="Under null er merforbruk. " + SUM_NOTE,
        ),
        source=_page(found),
    )


def month_chart(found: ResultOf) -> Chart:
    """The accounts of each month against what the budget has for it; months to come have no accounts."""
    actual = [
        sum((found.actuals.of(row.line)[month] for row in found.rows), Decimal(0)) for month in range(MONTHS_OF_YEAR)
    ]
    spread = [by_month(row.year_budget, found.weights[row.line.pk]) for row in found.rows]
    budgeted = [sum((one[month] for one in spread), Decimal(0)) for month in range(MONTHS_OF_YEAR)]
    booked = [amount if month < found.actuals.last else None for month, amount in enumerate(actual)]
    return Chart(
        key="maned-for-maned",
        title=f"Regnskap og budsjett måned for måned {found.year}, i hele 1000 kroner",
        kind="bars",
        categories=tuple(MONTHS),
        series=(
            Series("Regnskap", tuple(None if amount is None else in_thousands(amount) for amount in booked)),
            Series("Budsjett", tuple(in_thousands(amount) for amount in budgeted)),
        ),
        unit="tusen kroner",
        table=Table(
            key="maned-for-maned",
            caption=f"Regnskap og budsjett måned for måned {found.year}",
            columns=(
                Column("Måned", width=40),
                Column("Regnskap", "number", 20),
                Column("Budsjett", "number", 20),
                Column("Avvik", "number", 20),
            ),
            rows=tuple(
                (
                    Cell(MONTHS[month], source=f"{_page(found)}?maned={month + 1}"),
                    amount_cell(booked[month], thousands),
                    amount_cell(budgeted[month], thousands),
                    amount_cell(None if booked[month] is None else budgeted[month] - actual[month], thousands),
                )
                for month in range(MONTHS_OF_YEAR)
            ),
            total=(
                Cell("SUM"),
                amount_cell(sum(actual, Decimal(0)), thousands),
                amount_cell(sum(budgeted, Decimal(0)), thousands),
                Cell(""),
            ),
            unit_note=THOUSANDS_NOTE,
            note=SUM_NOTE,
        ),
        source=_page(found),
    )


def in_thousands(amount: Decimal) -> float:
    """For the drawing alone."""
    return float((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def _last_year(line: BudgetLine | None, found: MonthlyActuals, month: int | None) -> Decimal | None:
    if line is None:
        return None
    if month is None:
        return line.actual
    return found.to_date(line, month) if found.is_known else None


def _page(found: ResultOf) -> str:
    return reverse("budget:operating-result", args=[found.year])
