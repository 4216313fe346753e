"""The list of measures."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from budget.measures.models import Measure
from budget.money.columns import AmountColumn
from rorikt.amounts import NOTHING
from rorikt.tables.columns import DayColumn


class MeasureTable(tables.Table):
    """Those of a year. Papers sum them; here some are only proposed, or dropped."""

    where = tables.Column(verbose_name="Type utgift", order_by=("line__position", "pk"))
    effect = AmountColumn()
    is_foreseen = tables.Column(verbose_name="I prognosen")
    deadline_on = DayColumn(default=NOTHING)
    decided_by = tables.Column(default=NOTHING)
    decided_on = DayColumn(default=NOTHING)
    change = tables.Column(verbose_name="Endre", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        model = Measure
        fields = [
            "title",
            "where",
            "effect",
            "is_foreseen",
            "state",
            "decided_by",
            "decided_on",
            "responsible",
            "deadline_on",
        ]
        sequence = ["...", "change"]
        empty_text = "Ingen tiltak er lagt inn for dette året."

    def __init__(self, *args: Any, year: int, may_change: bool, **kwargs: Any) -> None:
        self.caption = f"Tiltak {year}, beløp i kroner"
        super().__init__(*args, exclude=() if may_change else ("change",), **kwargs)

    def render_is_foreseen(self, value: bool) -> str:
        return "ja" if value else "nei"

    def render_change(self, record: Measure) -> str:
        url = reverse("budget:measure-edit", args=[record.year, record.pk])
        return format_html('<a href="{}" aria-label="Endre {}">Endre</a>', url, record)
