"""Lists of runs."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from budget.allocations.models import AllocationRun
from budget.money.columns import AmountColumn
from budget.money.reader import Reader
from rorikt.amounts import kroner
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.tables.columns import DayColumn, NumberColumn


class RunTable(tables.Table):
    caption = "Fordelinger og oppgjør, beløp i kroner"

    title = tables.Column(linkify=True)
    year = NumberColumn()
    charged_year = NumberColumn()
    amount = AmountColumn()
    approved_at = DayColumn(verbose_name="Godkjent", default="–")

    class Meta:
        model = AllocationRun
        fields = ["title", "kind", "year", "charged_year", "amount", "state", "approved_at"]
        empty_text = "Ingen fordelinger å vise. Lag en ny, eller fjern et valg over."

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        """Where something is closed the list cannot be ordered by what it hides."""
        super().__init__(*args, **kwargs)
        self.reader = reader
        if reader.runs:
            self.columns["title"].column.orderable = self.columns["amount"].column.orderable = False

    def render_title(self, record: AllocationRun) -> str:
        return self.reader.of_run(record).text(record.title)

    def render_amount(self, record: AllocationRun) -> str:
        return CLOSED_AMOUNT if self.reader.of_run(record).hides_amounts else kroner(record.amount)

    def value_title(self, record: AllocationRun) -> str:
        return self.render_title(record)

    def value_amount(self, record: AllocationRun) -> Decimal | str:
        return CLOSED_AMOUNT if self.reader.of_run(record).hides_amounts else record.amount
