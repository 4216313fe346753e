"""What a report of a period shows of the operations: each line so far and foreseen, and what has to be explained.

Every function takes the year, the last month of the period and the day of the paper, and goes no further than the
accounts reach; see docs/decisions/0019.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.deviations.threshold import Cause, Deviation, Threshold, over
from budget.forecasts.report import ForecastOf, forecast_of
from budget.lines.forecast import Method
from budget.lines.models import VarianceCause
from budget.money.cells import (
    FORMS,
    SUM_NOTE,
    THOUSANDS_NOTE,
    Form,
    amount_figure,
    approximately,
    followed_by,
    known_form,
)
from budget.result.charts import shown_kroner
from budget.result.operating_result import ResultOf, ResultRow, comparable_result
from budget.years.so_far import YearState
from budget.years.state import said_so_far
from rorikt.amounts import NO_BREAK_SPACE, thousands, whole_kroner
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.once import once
from rorikt.figures.values import Cell, Figure, NotAvailable, Table

NOT_EXPLAINED = "Ikke forklart."
LEFT = "Uforklart er det som årsakene ikke har beløp for."
NOTHING_OVER = "Ingen avvik er over terskelen."


@dataclass(frozen=True)
class PeriodOf:
    """A year up to a month: its result, its forecast and the causes that are told of its lines."""

    result: ResultOf
    forecast: ForecastOf
    causes: dict[int, tuple[Cause, ...]]

    @property
    def state(self) -> YearState:
        return self.result.state

    @property
    def deviations(self) -> list[Deviation]:
        return [self._deviation(row) for row in self.result.rows]

    def _deviation(self, row: ResultRow) -> Deviation:
        foreseen = next(one for one in self.forecast.rows if one.line.pk == row.line.pk)
        chosen = foreseen.chosen
        return Deviation(
            title=row.title,
            to_date=row.variance,
            budgeted_to_date=row.budgeted,
            expected=foreseen.variance,
            budgeted=row.year_budget,
            causes=self.causes.get(row.line.pk, ()),
            foreseen_because=chosen.text if chosen and chosen.method == Method.BY_HAND else "",
            url=row.causes_url,
        )


@once
def period_of(year: int, month: int, on: date | None = None) -> PeriodOf:
    """Raises NotAvailable where the accounts cannot be held against a budget, or not be cut off after the month."""
    result = comparable_result(year, month, on)
    causes: dict[int, tuple[Cause, ...]] = {}
    for row in VarianceCause.objects.filter(line__year=year).order_by("line", "pk"):
        cause = Cause(row.title, row.text, row.amount, row.is_approximate)
        causes[row.line_id] = (*causes.get(row.line_id, ()), cause)
    return PeriodOf(result, forecast_of(year, month, on), causes)


def result_and_forecast(year: int, month: int, on: date | None = None) -> Table:
    """Each line so far against the budget of the same months, and the year as foreseen against its whole budget.

    A closed year ends at its accounts, and is held against its budget once.
    """
    found = period_of(year, month, on)
    result, forecast = found.result, found.forecast
    foreseen = {row.line.pk: row for row in forecast.rows}

    def amount(row: ResultRow) -> Decimal | None:
        return foreseen[row.line.pk].amount

    def expected(row: ResultRow) -> Decimal | None:
        return foreseen[row.line.pk].variance

    title: ValueColumn[ResultRow] = column(
        "Type utgift", lambda row: row.title, width=22, total="SUM", link=lambda row: row.url
    )
    actual: ValueColumn[ResultRow] = column(
        result.heads["actual"], lambda row: row.actual, thousands, 13, total=result.actual
    )
    year_budget: ValueColumn[ResultRow] = column(
        "Årsbudsjett", lambda row: row.year_budget, thousands, 13, total=result.year_budget
    )
    variance: ValueColumn[ResultRow] = column(
        result.heads["variance"], lambda row: row.variance, thousands, 13, total=result.variance,
        link=lambda row: row.causes_url,
    )  # fmt: skip
    shown = [title, actual, year_budget, variance]
    if not result.is_whole:
        shown = [
            title,
            column("Budsjett hittil", lambda row: row.budgeted, thousands, 13, total=result.budgeted),
            actual,
            variance,
            year_budget,
            column("Prognose", amount, thousands, 13, total=forecast.amount),
            column("Ventet avvik", expected, thousands, 13, total=forecast.variance),
        ]
    return tabulate(
        "resultat-og-prognose",
        f"Resultat {found.state.period}" if result.is_whole else f"Resultat og prognose {found.state.period}",
        shown,
        result.rows,
        unit_note=THOUSANDS_NOTE,
        note=SUM_NOTE,
        source=_page(year, result),
        lacks=result.lacks(shown_kroner),
    )


def deviations_table(year: int, month: int, threshold: Threshold, on: date | None = None) -> Table:
    """What is over the threshold, with the causes that explain it; that nothing is over it is said too."""
    found = period_of(year, month, on)
    rows = over(found.deviations, threshold)

    def causes(one: Deviation) -> str:
        return " ".join(explained(one)) if one.is_explained(threshold) else NOT_EXPLAINED

    def left(one: Deviation) -> Decimal:
        explanation = one.explanation(threshold)
        return explanation.unexplained if explanation else one.told_of(threshold)

    shown: list[ValueColumn[Deviation]] = [
        column("Type utgift", lambda one: one.title, width=17, link=lambda one: one.url),
        column("Avvik" if found.result.is_whole else "Avvik hittil", lambda one: one.to_date, thousands, 12),
        *([] if found.result.is_whole else [column("Ventet avvik", _expected, thousands, 12)]),
        column("Uforklart", left, thousands, 13),
        column("Årsaker", causes, width=46),
    ]
    return tabulate(
        "avvik",
        f"Avvik {threshold.told} {found.state.period}" if threshold.told else f"Avvik {found.state.period}",
        shown,
        rows,
        unit_note=THOUSANDS_NOTE if rows else "",
        note=LEFT if rows else NOTHING_OVER,
        source=_page(year, found.result),
        lacks=found.result.lacks(shown_kroner),
    )


def explained(one: Deviation) -> Iterable[str]:
    """A sentence for each cause, with its amount; and why the forecast was set by hand."""
    for cause in one.causes:
        shown = approximately if cause.is_approximate else whole_kroner
        amount = "" if cause.amount is None else f" ({shown(cause.amount)}{NO_BREAK_SPACE}kr)"
        yield f"{cause.title}{amount}{': ' + cause.text.strip() if cause.text.strip() else ''}".rstrip(".") + "."
    if one.foreseen_because.strip():
        yield f"Prognosen: {one.foreseen_because.strip().rstrip('.')}."


def deviation_count(year: int, month: int, threshold: Threshold, on: date | None = None) -> Figure:
    """How many lines are over the threshold."""
    found = period_of(year, month, on)
    count = len(over(found.deviations, threshold))
    label = f"Antall typer utgift med avvik {threshold.told} {found.state.period}"
    return Figure("avvik-antall", label, count, "", str(count), source=_page(year, found.result))


def deviation_to_date(year: int, month: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """`et merforbruk på 312 000 kr hittil, til og med april 2024`: as `[[resultat]]`, but no further than the month."""
    result = _complete(period_of(year, month, on).result)
    variance = result.variance or Decimal(0)
    label = f"Mer- eller mindreforbruk i perioden {result.period}"
    figure = amount_figure("avvik-hittil", label, variance, form, _page(year, result))
    return said_so_far(replace(figure, text=_in_words(variance, form)), result.state)


def expected_deviation(year: int, month: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """`et merforbruk på 420 000 kr`: the year as foreseen against its budget."""
    found = period_of(year, month, on)
    if found.forecast.variance is None:
        raise NotAvailable(f"Prognose for {year} mangler for {', '.join(found.forecast.missing)}.")
    variance = found.forecast.variance
    label = f"Ventet mer- eller mindreforbruk for hele {year}{found.forecast.after}"
    figure = amount_figure("avvik-ventet", label, variance, form, _forecast_page(year))
    unplaced = found.forecast.unplaced
    text = followed_by(_in_words(variance, form), unplaced.without(FORMS["ore"]) if unplaced else "")
    return replace(figure, text=text)


def _complete(result: ResultOf) -> ResultOf:
    """What may be called an over- or underspend. Raises NotAvailable while accounts are missing from it."""
    if result.unplaced:
        raise NotAvailable(f"{result.unplaced.sentence(FORMS['ore'])} Koble dem under Økonomi, Konti.")
    return result


def _in_words(variance: Decimal, form: Form) -> str:
    word = "merforbruk" if variance < 0 else "mindreforbruk"
    return f"et {word} på {FORMS[known_form(form)](abs(variance))}" if variance else "et resultat i balanse"


def _expected(one: Deviation) -> Cell:
    return Cell.of(one.expected, thousands)


def _page(year: int, result: ResultOf) -> str:
    """The result up to the month, where it can be cut off there."""
    page = reverse("budget:operating-result", args=[year])
    return f"{page}?maned={result.month}" if result.month and result.state.has_months else page


def _forecast_page(year: int) -> str:
    return reverse("budget:forecast", args=[year])
