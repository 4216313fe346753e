"""Tables of the operating result, and of what explains it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from budget.lines.models import LineForecast, VarianceCause
from budget.money.columns import AmountColumn, KnownSumColumn, SumColumn, YearTable
from budget.result.charts import shown_kroner
from budget.result.operating_result import ResultOf
from rorikt.amounts import NOTHING, percentage
from rorikt.tables.columns import ChangeableTable, DayColumn, NumberColumn


def link_to(name: str) -> Callable[..., str | None]:
    """The address that a row has under this name; no link where it is empty."""

    def address(record: Any) -> str | None:
        return getattr(record, name) or None

    return address


class PercentColumn(NumberColumn):
    """A per cent with one decimal; in the footer that of the whole, which is no sum of the rows."""

    def render(self, value: Decimal) -> str:
        return percentage(value, 1)

    def render_footer(self, bound_column: Any, table: tables.Table) -> str:
        return percentage(self.footer_value(bound_column, table), 1)

    def footer_value(self, bound_column: Any, table: tables.Table) -> Decimal | None:
        return table.whole_percent


class ResultTable(YearTable):
    """Every amount leads to the rows behind it; heads as in `ResultOf.heads`, which in a file say how far it goes."""

    title = tables.Column(verbose_name="Type utgift", linkify=link_to("url"), footer="SUM")
    actual = SumColumn(linkify=link_to("accounts_url"))
    budgeted = SumColumn(linkify=link_to("budget_url"))
    variance = SumColumn(linkify=link_to("causes_url"))
    original = SumColumn(verbose_name="Opprinnelig budsjett", linkify=link_to("year_budget_url"))
    regulation = SumColumn(verbose_name="Regulering", linkify=link_to("year_budget_url"))
    percent = PercentColumn()
    year_budget = SumColumn(linkify=link_to("budget_url"))
    last_year = KnownSumColumn(linkify=link_to("last_year_url"), default=NOTHING)
    unexplained = SumColumn(verbose_name="Uforklart", linkify=link_to("causes_url"))

    class Meta:
        empty_text = "Ingen driftslinjer er lagt inn for dette året."

    def __init__(self, found: ResultOf, *args: Any, shows_original: bool = False, **kwargs: Any) -> None:
        """`shows_original`: beside the budget what the council adopted, and what has moved it since."""
        self.whole_percent, self.lacks = found.percent, found.lacks(shown_kroner)
        so_far, until = ("", "") if found.is_whole else (" hittil", found.state.until_month)
        heads = found.heads | ({"percent": f"Avvik i %{so_far}"} if found.total else {})
        absent = [name for name in ("budgeted", "variance", "percent") if name not in heads]
        absent += [] if shows_original else ["original", "regulation"]
        kwargs["exclude"] = absent if found.total else [*absent, "unexplained"]
        of_budget = ["original", "regulation", "year_budget"] if shows_original else ["year_budget"]
        if found.is_whole:
            kwargs["sequence"] = ["title", "actual", *of_budget, "..."]
        elif shows_original:
            kwargs["sequence"] = ["title", *of_budget, "actual", "..."]
        super().__init__(found.rows, *args, caption=f"Driftsresultat {found.period}", **kwargs)
        if shows_original:
            heads["year_budget"] = "Regulert budsjett"
        heads["last_year"] = f"Regnskap {found.year - 1} {'' if found.month is None else until}".strip()
        for name, label in heads.items():
            self.columns[name].column.verbose_name = label
        if until:
            self.exact_heads = {name: label.replace("hittil", until) for name, label in heads.items()}


class LineForecastTable(tables.Table):
    """The history of a line, the newest first; the newest holds."""

    caption = "Prognoser som er satt, den nyeste først; beløp i kroner"

    set_at = DayColumn(verbose_name="Satt")
    method = tables.Column()
    amount = AmountColumn(default="regnes ut")

    class Meta:
        model = LineForecast
        fields = ["set_at", "set_by", "method", "amount", "text"]
        empty_text = "Ingen har satt en prognose for linjen. Den regnes ut fra regnskapet hittil i år."
        orderable = False


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
