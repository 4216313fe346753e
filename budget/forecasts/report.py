"""The forecast of a year, line by line: what each way gives, which one is chosen, and their sums."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.ledger import months
from budget.ledger.months import MonthlyActuals
from budget.ledger.unplaced import Unplaced
from budget.lines.forecast import Method, run_rate, seasonal
from budget.lines.models import BudgetLine, LineForecast
from budget.lines.period import MONTHS_OF_YEAR
from budget.money.cells import FORMS, KRONER_NOTE, SUM_NOTE, THOUSANDS_NOTE, Form, Printer, amount_figure
from budget.money.columns import complete_sum
from budget.result.charts import drawn, shown_kroner
from budget.result.operating_result import accounts_url, actual_of
from budget.years.so_far import YearState
from budget.years.state import state_of
from rorikt.amounts import MONTHS, kroner, thousands
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Chart, Figure, NotAvailable, Table


@dataclass(frozen=True)
class ForecastRow:
    """A line whose accounts are `actual` so far. Amounts are of the whole year, `None` where they cannot be known."""

    line: BudgetLine
    actual: Decimal
    run_rate: Decimal | None
    seasonal: Decimal | None
    chosen: LineForecast | None
    accounts_url: str

    @property
    def title(self) -> str:
        return self.line.title

    @property
    def url(self) -> str:
        return self.line.get_absolute_url()

    @property
    def forecast_url(self) -> str:
        return f"{self.url}#prognose"

    @property
    def year_budget(self) -> Decimal:
        return self.line.budgeted

    @property
    def method(self) -> str:
        return Method(self.chosen.method if self.chosen else Method.RUN_RATE).label

    @property
    def amount(self) -> Decimal | None:
        if self.chosen is None or self.chosen.method == Method.RUN_RATE:
            return self.run_rate
        return self.seasonal if self.chosen.method == Method.SEASONAL else self.chosen.amount

    @property
    def variance(self) -> Decimal | None:
        """Budgeted minus foreseen: negative is an overspend to come."""
        return None if self.amount is None else self.year_budget - self.amount


@dataclass(frozen=True)
class ForecastOf:
    """`month` is the last month of the accounts that the forecasts build on, zero where it is not known."""

    year: int
    month: int
    rows: tuple[ForecastRow, ...]
    state: YearState
    unplaced: Unplaced

    @property
    def lacks(self) -> str:
        return self.unplaced.sentence(shown_kroner)

    @property
    def after(self) -> str:
        """` etter januar–april`, what it builds on; empty where no month is known."""
        return f" etter {months_until(self.month)}" if self.month else ""

    @property
    def amount(self) -> Decimal | None:
        """`None` as soon as one line has no forecast."""
        return complete_sum(row.amount for row in self.rows)

    @property
    def budgeted(self) -> Decimal:
        return sum((row.year_budget for row in self.rows), Decimal(0))

    @property
    def variance(self) -> Decimal | None:
        return None if self.amount is None else self.budgeted - self.amount

    @property
    def missing(self) -> list[str]:
        return [row.title for row in self.rows if row.amount is None]


def forecast_of(year: int, month: int | None = None, on: date | None = None) -> ForecastOf:
    """Foreseen from the accounts up to `month`, or from all the months they reach, also on the day of a paper.

    A closed year ends at its accounts.
    """
    lines = list(BudgetLine.objects.for_year(year))
    found, before = months.actuals(year), months.actuals(year - 1)
    state = state_of(year, on, booked=found)
    if month is not None and state.has_months:
        state = state.until(month)
    until = MONTHS_OF_YEAR if state.is_closed else (state.month or 0)
    old = {line.title: line for line in BudgetLine.objects.for_year(year - 1)}
    last_year = before if state_of(year - 1, booked=before).accounts_to == MONTHS_OF_YEAR else MonthlyActuals()
    chosen = newest(lines)
    rows = (_row(line, found, state, until, old.get(line.title), last_year, chosen.get(line.pk)) for line in lines)
    return ForecastOf(year, until, tuple(rows), state, found.unplaced(until or MONTHS_OF_YEAR))


def months_until(month: int) -> str:
    """`januar–september`."""
    return MONTHS[0] if month == 1 else f"{MONTHS[0]}–{MONTHS[month - 1]}"


def newest(lines: list[BudgetLine]) -> dict[int, LineForecast]:
    """Line to the forecast that holds for it."""
    rows = LineForecast.objects.filter(line__in=lines).order_by("pk").select_related("set_by")
    return {row.line_id: row for row in rows}


def forecast_table(found: ForecastOf, *, exact: bool = False) -> Table:
    """For documents: the chosen forecast of each line against its budget."""
    shown: Printer = kroner if exact else thousands
    _whole_sum(found)
    return tabulate(
        "prognose",
        f"Prognose {found.year}{found.after}",
        (
            column("Type utgift", lambda row: row.title, width=34, total="SUM", link=lambda row: row.url),
            column("Prognose", lambda row: row.amount, shown, 17, total=found.amount),
            column("Årsbudsjett", lambda row: row.year_budget, shown, 17, total=found.budgeted),
            column("Avvik", lambda row: row.variance, shown, 16, total=found.variance),
            column("Metode", lambda row: row.method, width=16),
        ),
        found.rows,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
        source=_page(found.year),
        lacks=found.lacks,
    )


def year_forecast(year: int, month: int, on: date | None = None, *, exact: bool = False) -> Table:
    """As it was foreseen after a month; of a closed year it is the accounts, but for what is set by hand."""
    return forecast_table(forecast_of(year, month, on), exact=exact)


def forecast_sum(year: int, month: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """The whole year as foreseen after `month`. Raises NotAvailable as soon as one line has no forecast."""
    found = forecast_of(year, month, on)
    figure = amount_figure("prognose-sum", f"Prognose {year}{found.after}, sum", _whole_sum(found), form, _page(year))
    if not found.unplaced:
        return figure
    return replace(figure, text=f"{figure.text} {found.unplaced.without(FORMS['ore'])}")


def forecast_chart(found: ForecastOf) -> Chart:
    """The year as foreseen against its budget, line by line."""
    table = tabulate(
        "prognose",
        f"Prognose mot årsbudsjett {found.year}",
        (
            column("Type utgift", lambda row: row.title, width=40, total="SUM", link=lambda row: row.url),
            column("Prognose", lambda row: row.amount, thousands, 30, total=found.amount),
            column("Årsbudsjett", lambda row: row.year_budget, thousands, 30, total=found.budgeted),
        ),
        found.rows,
        unit_note=THOUSANDS_NOTE,
        note=SUM_NOTE,
        lacks=found.lacks,
    )
    return drawn(table, "Prognose", "Årsbudsjett", source=_page(found.year))


def _whole_sum(found: ForecastOf) -> Decimal:
    if not found.rows:
        raise NotAvailable(f"Det finnes ingen driftslinjer for {found.year}.")
    if found.amount is None:
        raise NotAvailable(f"Prognose for {found.year} mangler for {', '.join(found.missing)}.")
    return found.amount


def _row(
    line: BudgetLine,
    found: MonthlyActuals,
    state: YearState,
    until: int,
    old: BudgetLine | None,
    before: MonthlyActuals,
    chosen: LineForecast | None,
) -> ForecastRow:
    actual = actual_of(line, state, found)
    last_year = before.of(old) if old and before.is_known else ()
    return ForecastRow(
        line=line,
        actual=actual,
        run_rate=run_rate(actual, until),
        seasonal=seasonal(actual, until, last_year),
        chosen=chosen,
        accounts_url=accounts_url(line) if line.pk in found.imported else line.get_absolute_url(),
    )


def _page(year: int) -> str:
    return reverse("budget:forecast", args=[year])
