"""The measures of a year, what they are to give, and how much of the expected overspend that covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.forecasts.report import ForecastOf, forecast_of
from budget.measures.coverage import Coverage
from budget.measures.models import Measure
from budget.money.cells import FORMS, KRONER_NOTE, Form, amount_figure, known_form
from rorikt.amounts import NOTHING, short_date, whole_kroner
from rorikt.figures.columns import column, tabulate
from rorikt.figures.once import once
from rorikt.figures.values import Cell, Figure, NotAvailable, Table

NONE_DECIDED = "Ingen tiltak er besluttet."


@dataclass(frozen=True)
class LineCoverage:
    """A line of the forecast with what the measures on it give. `title` of those on several lines says so."""

    title: str
    url: str
    coverage: Coverage


@dataclass(frozen=True)
class MeasuresOf:
    """The measures of a year that hold, and the forecast that they are held against."""

    rows: tuple[Measure, ...]
    forecast: ForecastOf

    @property
    def effect(self) -> Decimal:
        return _sum(one.effect for one in self.rows if one.holds)

    @property
    def foreseen(self) -> Decimal:
        """What of it the forecast holds already."""
        return _sum(one.effect for one in self.rows if one.holds and one.is_foreseen)

    @property
    def coverage(self) -> Coverage:
        return Coverage(self.forecast.variance, _sum(one.effect for one in self.rows if one.covers))

    @property
    def by_line(self) -> list[LineCoverage]:
        """Of each line that has a variance to come or a measure; those on several lines last."""
        found = []
        for row in self.forecast.rows:
            own = [one.effect for one in self.rows if one.line_id == row.line.pk and one.covers]
            if own or row.variance:
                found.append(LineCoverage(row.title, row.forecast_url, Coverage(row.variance, _sum(own))))
        if several := [one.effect for one in self.rows if one.line_id is None and one.covers]:
            found.append(LineCoverage("Flere linjer", "", Coverage(Decimal(0), _sum(several))))
        return found


def measures_of(year: int, month: int | None = None, on: date | None = None) -> MeasuresOf:
    """Those that were decided, as a paper of the day `on` tells it."""
    return MeasuresOf(_decided(year, on), forecast_of(year, month, on))


@once
def _decided(year: int, on: date | None) -> tuple[Measure, ...]:
    return tuple(Measure.objects.for_year(year).decided_by(on).select_related("line"))


def measures_table(year: int, on: date | None = None) -> Table:
    """What was decided, with a sum of what holds; one that was dropped is told without an effect."""
    rows = _decided(year, on)
    total = _sum(one.effect for one in rows if one.holds)

    def effect(one: Measure) -> Cell:
        return Cell.of(one.effect, whole_kroner) if one.holds else Cell(NOTHING)

    foreseen = _sum(one.effect for one in rows if one.holds and one.is_foreseen)
    note = f"Av virkningen er {FORMS['kroner'](foreseen)} alt regnet med i prognosen." if foreseen else ""
    return tabulate(
        "tiltak",
        f"Tiltak for {year} som er besluttet{f' per {short_date(on)}' if on else ''}",
        (
            column("Tiltak", lambda one: one.title, width=27, total="SUM" if rows else ""),
            column("Type utgift", lambda one: one.where, width=15),
            column(
                "Ventet virkning",
                effect,
                width=12,
                kind="number",
                total=Cell.of(total, whole_kroner) if rows else "",
            ),
            column("Besluttet", lambda one: f"{one.decided_by} {short_date(one.decided_on)}", width=15),
            column("Ansvarlig og frist", _responsible, width=17),
            column("Status", lambda one: one.get_state_display(), width=14),
        ),
        rows,
        unit_note=KRONER_NOTE if rows else "",
        note=note if rows else NONE_DECIDED,
        source=_page(year),
        as_of=on,
    )


def coverage_table(year: int, month: int, on: date | None = None) -> Table:
    """Line by line: the expected variance, what the measures give on top of the forecast, and what is left."""
    return covered(measures_of(year, month, on))


def covered(found: MeasuresOf) -> Table:
    """As `coverage_table`, of measures that are read."""
    _check_that_it_is_foreseen(found)
    year, whole = found.forecast.year, found.coverage
    return tabulate(
        "tiltak-dekning",
        f"Ventet avvik og tiltak {year}{found.forecast.after}",
        (
            column("Type utgift", lambda one: one.title, width=40, total="SUM", link=lambda one: one.url),
            column("Ventet avvik", lambda one: one.coverage.variance, whole_kroner, 20, total=whole.variance),
            column("Tiltak", lambda one: one.coverage.effect, whole_kroner, 20, total=whole.effect),
            column("Avvik etter tiltak", _after, whole_kroner, 20, total=whole.variance_after),
        ),
        found.by_line,
        unit_note=KRONER_NOTE,
        note="Tiltak som alt er regnet med i prognosen, er ikke regnet med her.",
        source=_page(year),
        lacks=found.forecast.lacks,
    )


def measures_sum(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """What the decided measures are to give together, NOK; those that were dropped are left out."""
    amount = _sum(one.effect for one in _decided(year, on) if one.holds)
    return amount_figure("tiltak-sum", f"Tiltak for {year}, ventet virkning, sum", amount, form, _page(year))


def coverage_in_words(year: int, month: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """`300 000 kr av et ventet merforbruk på 420 000 kr`, after «tiltakene dekker»."""
    found = measures_of(year, month, on)
    _check_that_it_is_foreseen(found)
    whole = found.coverage
    show = FORMS[known_form(form)]
    if whole.overspend:
        expected = "merforbruk" if found.forecast.state.is_closed else "ventet merforbruk"
        ending = f" av et {expected} på {show(whole.overspend)}"
    else:
        ending = ", uten at merforbruk ventes"
    label = f"Tiltak for {year} som ikke er i prognosen{found.forecast.after}, mot ventet merforbruk"
    return Figure("tiltak-dekning", label, whole.effect, "kr", f"{show(whole.effect)}{ending}", source=_page(year))


def _check_that_it_is_foreseen(found: MeasuresOf) -> None:
    year = found.forecast.year
    if not found.forecast.rows:
        raise NotAvailable(f"Det finnes ingen driftslinjer for {year}.")
    if found.forecast.amount is None:
        raise NotAvailable(f"Prognose for {year} mangler for {', '.join(found.forecast.missing)}.")


def _responsible(one: Measure) -> str:
    return f"{one.responsible}, {short_date(one.deadline_on)}" if one.deadline_on else one.responsible


def _after(one: LineCoverage) -> Decimal | None:
    return one.coverage.variance_after


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _page(year: int) -> str:
    return reverse("budget:measures", args=[year])
