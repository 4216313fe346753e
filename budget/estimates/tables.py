"""Lists of cost estimates, their lines and their price tiers."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.estimates.tiers import Tier
from budget.money.columns import AmountColumn, ReaderTable
from rorikt.amounts import NOTHING, short_date
from rorikt.tables.columns import CaseColumn, ChangeableTable, NumberColumn


class CostEstimateTable(ReaderTable):
    caption = "Kostnadsoverslag"

    title = tables.Column(orderable=False)
    case = CaseColumn()
    unit_name = tables.Column(orderable=False)
    unit_count = NumberColumn(orderable=False)
    counted_on = tables.Column(orderable=False)

    class Meta:
        model = CostEstimate
        default = NOTHING
        fields = ["title", "case", "unit_name", "unit_count", "counted_on"]
        empty_text = "Ingen kostnadsoverslag er lagt inn."

    def render_title(self, record: CostEstimate) -> str:
        return format_html('<a href="{}">{}</a>', self.reader.url_of(record), self.value_title(record))

    def value_title(self, record: CostEstimate) -> str:
        return self.reader.of_estimate(record).text(record.title)

    def render_unit_name(self, record: CostEstimate, value: str) -> str:
        return self._unless_closed(record, value)

    def render_unit_count(self, record: CostEstimate, value: int) -> str:
        return self._unless_closed(record, str(value))

    def value_unit_count(self, record: CostEstimate, value: int) -> int | str:
        return NOTHING if self.reader.of_estimate(record).is_closed else value

    def _unless_closed(self, record: CostEstimate, text: str) -> str:
        return NOTHING if self.reader.of_estimate(record).is_closed else text

    def render_counted_on(self, record: CostEstimate, value: Any) -> str:
        return self._unless_closed(record, short_date(value))

    def value_counted_on(self, record: CostEstimate, value: Any) -> Any:
        return NOTHING if self.reader.of_estimate(record).is_closed else value


class CostEstimateLineTable(ChangeableTable):
    """The lines as they are stored: a fixed amount, or months at the price of the chosen tier."""

    caption = "Linjene i overslaget"
    change_page = "budget:estimate-line-edit"

    amount = AmountColumn(default="etter prislisten")
    months = NumberColumn(verbose_name="Måneder")

    class Meta:
        model = CostEstimateLine
        default = NOTHING
        fields = ["year", "title", "amount", "months", "is_yearly"]
        sequence = ["...", "change"]
        empty_text = "Overslaget har ingen linjer ennå."

    def render_is_yearly(self, value: bool) -> str:
        return "hvert år" if value else "én gang"


class PriceTierTable(ChangeableTable):
    """The tier that the count chooses is marked in words, so that it shows without colour."""

    caption = "Prisliste per måned, beløp i kroner eksl. mva."
    change_page = "budget:tier-edit"

    up_to = NumberColumn()
    monthly_price = AmountColumn()
    chosen = tables.Column(verbose_name="Trinn", empty_values=())

    class Meta:
        model = PriceTier
        default = NOTHING
        fields = ["up_to", "monthly_price", "chosen"]
        sequence = ["...", "change"]
        empty_text = "Overslaget har ingen prisliste."

    def __init__(self, *args: Any, chosen: Tier | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen_tier = chosen

    def render_chosen(self, record: PriceTier) -> str:
        return "gjelder nå" if record.as_tier == self.chosen_tier else ""
