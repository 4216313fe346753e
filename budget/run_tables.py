"""Lists of runs, frame changes and inhabitants."""

from typing import Any

import django_tables2 as tables

from budget.models import AllocationRun, InhabitantCount
from budget.tables import NUMBER, AmountColumn, ChangeableTable
from rorikt.amounts import number, short_date


class RunTable(tables.Table):
    caption = "Fordelinger og oppgjør, beløp i kroner"

    title = tables.Column(linkify=True)
    year = tables.Column(attrs=NUMBER)
    charged_year = tables.Column(attrs=NUMBER)
    amount = AmountColumn()
    approved_at = tables.Column(verbose_name="Godkjent", default="–")

    class Meta:
        model = AllocationRun
        fields = ["title", "kind", "year", "charged_year", "amount", "state", "approved_at"]
        empty_text = "Ingen fordelinger å vise. Lag en ny, eller fjern et valg over."

    def render_approved_at(self, value: Any) -> str:
        return short_date(value)


class InhabitantCountTable(ChangeableTable):
    caption = "Innbyggere per kommune"
    change_page = "budget:inhabitants-edit"

    counted_on = tables.Column(verbose_name="Dato")
    count = tables.Column(attrs=NUMBER)

    class Meta:
        model = InhabitantCount
        fields = ["municipality", "counted_on", "count"]
        sequence = ["...", "change"]
        empty_text = "Ingen innbyggertall er lagt inn."

    def render_counted_on(self, value: Any) -> str:
        return short_date(value)

    def render_count(self, value: int) -> str:
        return number(value)
