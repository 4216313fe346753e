"""Tables of the forecast of a year."""

from typing import Any

import django_tables2 as tables

from budget.forecasts.report import ForecastOf
from budget.money.columns import CompleteSumColumn, SumColumn, YearTable
from budget.result.tables import link_to
from rorikt.amounts import NOTHING, short_date


class ForecastTable(YearTable):
    """What each way of foreseeing gives, the one that is chosen, and who chose it."""

    title = tables.Column(verbose_name="Type utgift", linkify=link_to("url"), footer="SUM")
    actual = SumColumn(verbose_name="Regnskap hittil", linkify=link_to("accounts_url"))
    year_budget = SumColumn(verbose_name="Årsbudsjett", linkify=link_to("url"))
    run_rate = CompleteSumColumn(verbose_name="Som hittil", default=NOTHING)
    seasonal = CompleteSumColumn(verbose_name="Sesong", default=NOTHING)
    amount = CompleteSumColumn(verbose_name="Prognose", default=NOTHING, linkify=link_to("forecast_url"))
    variance = CompleteSumColumn(verbose_name="Avvik mot budsjett", default=NOTHING)
    method = tables.Column(verbose_name="Valgt metode")
    chosen = tables.Column(verbose_name="Satt", empty_values=(), orderable=False)

    class Meta:
        empty_text = "Ingen driftslinjer er lagt inn for dette året."

    def __init__(self, found: ForecastOf, *args: Any, **kwargs: Any) -> None:
        self.lacks = found.lacks
        super().__init__(found.rows, *args, caption=f"Prognose {found.year}", **kwargs)

    def render_chosen(self, record: Any) -> str:
        chosen = record.chosen
        return f"{short_date(chosen.set_at)} av {chosen.set_by}" if chosen else NOTHING

    def value_chosen(self, record: Any) -> str:
        return self.render_chosen(record)
