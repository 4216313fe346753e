"""Tables of the operating result, and of what explains it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from budget.lines.models import LineForecast, VarianceCause
from budget.money.columns import AmountColumn, KnownSumColumn, SumColumn, YearTable
from budget.result.charts import shown_kroner
from budget.result.operating_result import ResultOf
from rorikt.amounts import NOTHING, percentage, short_date
from rorikt.tables.columns import NUMBER, ChangeableTable


def link_to(name: str) -> Callable[..., str | None]:
    """The address that a row has under this name; no link where it is empty."""

    def address(record: Any) -> str | None:
        return getattr(record, name) or None

    return address


class PercentColumn(tables.Column):
    """A per cent with one decimal; in the footer that of the whole, which is no sum of the rows."""

    attrs = NUMBER

    def render(self, value: Decimal) -> str:
        return percentage(value, 1)

    def value(self, value: Decimal) -> Decimal:
        return value

    def render_footer(self, bound_column: Any, table: tables.Table) -> str:
        return percentage(self.footer_value(bound_column, table), 1)

    def footer_value(self, bound_column: Any, table: tables.Table) -> Decimal | None:
        return table.total.variance_percent if table.total else None


class ResultTable(YearTable):
    """Every amount leads to the rows behind it. The heads of an open year say how far it goes, also in a file."""

    title = tables.Column(verbose_name="Type utgift", linkify=link_to("url"), footer="SUM")
    actual = SumColumn(verbose_name="Regnskap", linkify=link_to("accounts_url"))
    budgeted = SumColumn(verbose_name="Budsjett", linkify=link_to("budget_url"))
    variance = SumColumn(verbose_name="Avvik", linkify=link_to("causes_url"))
    percent = PercentColumn(verbose_name="Avvik i %")
    year_budget = SumColumn(verbose_name="Årsbudsjett", linkify=link_to("budget_url"))
    last_year = KnownSumColumn(verbose_name="I fjor", linkify=link_to("last_year_url"), default=NOTHING)
    unexplained = SumColumn(verbose_name="Uforklart", linkify=link_to("causes_url"))

    class Meta:
        empty_text = "Ingen driftslinjer er lagt inn for dette året."

    def __init__(self, found: ResultOf, *args: Any, **kwargs: Any) -> None:
        self.total, self.lacks = found.total, found.lacks(shown_kroner)
        if found.is_whole:
            kwargs["exclude"] = ["budgeted"]
            kwargs["sequence"] = ["title", "actual", "year_budget", "..."]
        elif found.total is None:
            kwargs["exclude"] = ["budgeted", "variance", "percent", "unexplained"]
        super().__init__(found.rows, *args, caption=f"Driftsresultat {found.period}", **kwargs)
        if not found.is_whole:
            shown = {"actual", "budgeted", "variance", "percent"} - set(kwargs.get("exclude", []))
            names = {name: self.columns[name].column.verbose_name for name in shown}
            self.exact_heads = {name: f"{label} {found.state.until_month or 'hittil'}" for name, label in names.items()}
            for name, label in names.items():
                self.columns[name].column.verbose_name = f"{label} hittil"
        same_months = "" if found.month is None else f" {found.state.until_month}"
        self.columns["last_year"].column.verbose_name = f"Regnskap {found.year - 1}{same_months}"


class LineForecastTable(tables.Table):
    """The history of a line, the newest first; the newest holds."""

    caption = "Prognoser som er satt, den nyeste først; beløp i kroner"

    set_at = tables.Column(verbose_name="Satt")
    method = tables.Column()
    amount = AmountColumn(default="regnes ut")

    class Meta:
        model = LineForecast
        fields = ["set_at", "set_by", "method", "amount", "text"]
        empty_text = "Ingen har satt en prognose for linjen. Den regnes ut fra regnskapet hittil i år."
        orderable = False

    def render_set_at(self, value: Any) -> str:
        return short_date(value)


class VarianceCauseTable(ChangeableTable):
    caption = "Årsaker til avvik, beløp i kroner"
    change_page = "budget:cause-edit"

    amount = AmountColumn()
    is_approximate = tables.Column(verbose_name="Beløpet er")

    class Meta:
        model = VarianceCause
        default = NOTHING
        fields = ["title", "text", "amount", "is_approximate", "slug"]
        sequence = ["...", "change"]
        empty_text = "Ingen årsaker til avvik er lagt inn på denne linjen."

    def render_is_approximate(self, value: bool) -> str:
        return "anslag" if value else "nøyaktig"
