"""What the overview of a period shows, gathered."""

from dataclasses import dataclass
from datetime import date, timedelta

from rorikt import calendar
from rorikt.amounts import long_date, month_name, month_span
from rorikt.calendar import local_day
from rorikt.figures.values import Chart, Figure, Table
from support.counting import columns
from support.sla.definition import stored_rules
from support.sla.judging import as_moment
from support.sla.models import Priority
from support.statistics import figures, report
from support.statistics.charts import new_by_category, new_by_municipality, open_charts, sla_trend

MOST_EVENTS = 50


@dataclass(frozen=True)
class KeyFigure:
    label: str
    figure: Figure
    note: str


@dataclass(frozen=True)
class Overview:
    title: str
    key_figures: tuple[KeyFigure, ...]
    new: tuple[Chart, ...]
    open: tuple[Chart, ...]
    trend: Chart
    compliance: Table
    resolution_times: Table
    critical_events: Table


def default_period(today: date) -> tuple[date, date]:
    """Three months up to the last whole one, or to that of the newest ticket where that is earlier."""
    whole = today.replace(day=1) - timedelta(days=1)
    newest = as_moment(columns.tickets().created[-1]) if len(columns.tickets()) else None
    last = (min(whole, local_day(newest)) if newest else whole).replace(day=1)
    first = (last - timedelta(days=45)).replace(day=1)
    return first, last


def overview(first: date, last: date, today: date) -> Overview:
    """Open tickets are counted at the end of the period, or today where the period is not over."""
    with columns.kept():
        return _overview(first, last, min(calendar.last_day(last), today))


def _overview(first: date, last: date, as_of: date) -> Overview:
    rules = stored_rules(first)
    per_day = f"Ved slutten av {long_date(as_of)}"
    so_far = "" if as_of == calendar.last_day(last) else f" hittil, til og med {long_date(as_of)}"
    per_month = f"{month_name(last).capitalize()}{so_far}"
    return Overview(
        title=month_span(first, last) + so_far,
        key_figures=(
            KeyFigure("Åpne feilmeldinger", figures.open_incidents(as_of), per_day),
            KeyFigure("Åpne tjenesteforespørsler", figures.open_requests(as_of), per_day),
            KeyFigure("Åpne saker i alt, begge typer", figures.open_total(as_of), per_day),
            KeyFigure("Nye feilmeldinger", figures.new_incidents(last), per_month),
            KeyFigure("Nye tjenesteforespørsler", figures.new_requests(last), per_month),
            KeyFigure("Innenfor SLA, feilmeldinger, medium", figures.sla_percent(Priority.MEDIUM, last), per_month),
            KeyFigure(
                "Løsningstid i snitt, feilmeldinger, medium",
                figures.resolution_time(Priority.MEDIUM, last, rules),
                per_month,
            ),
            KeyFigure(
                "Kritiske hendelser, løste feilmeldinger", figures.critical_events(first, last), f"I perioden{so_far}"
            ),
        ),
        new=(new_by_category(first, last), new_by_municipality(first, last)),
        open=open_charts(as_of),
        trend=sla_trend(last, as_of),
        compliance=report.compliance(first, last, rules),
        resolution_times=report.resolution_times(first, last, rules),
        critical_events=report.critical_event_table(first, last, MOST_EVENTS),
    )
