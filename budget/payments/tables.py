"""Lists of received payments."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from budget.money.reader import Reader
from budget.payments.models import ReceivedPayment
from budget.payments.report import covers
from rorikt.amounts import NOTHING, kroner
from rorikt.tables.columns import ChangeableTable, DayColumn, NumberColumn


class KronerColumn(NumberColumn):
    def render(self, value: Decimal) -> str:
        return kroner(value)


class ReceivedTable(ChangeableTable):
    """What a file brought is changed with the file."""

    caption = "Innbetalinger, den nyeste først"
    change_page = "budget:received-edit"

    paid_on = DayColumn()
    covers = tables.Column(verbose_name="Gjelder", empty_values=(), orderable=False)
    amount = KronerColumn()

    class Meta:
        model = ReceivedPayment
        default = NOTHING
        fields = ["paid_on", "municipality", "covers", "reference", "amount", "imported"]
        sequence = ["...", "change"]
        empty_text = "Ingen innbetalinger er registrert."

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def render_covers(self, record: ReceivedPayment) -> str:
        return covers(record, self.reader)

    def render_imported(self, record: ReceivedPayment) -> str:
        return str(record.imported) if record.imported else NOTHING

    def render_change(self, record: ReceivedPayment) -> str:
        if record.imported_id:
            url = reverse("budget:payment-import", args=[record.imported_id])
            return format_html('<a href="{}">Se filen</a>', url)
        return super().render_change(record)
