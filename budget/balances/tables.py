"""The list of balances and what was answered."""

from decimal import Decimal

import django_tables2 as tables

from budget.balances.models import BalanceConfirmation
from rorikt.amounts import NOTHING, kroner
from rorikt.tables.columns import NUMBER, DayColumn, NumberColumn


class BalanceTable(tables.Table):
    """The newest of each municipality first."""

    caption = "Saldobekreftelser"

    municipality = tables.Column(linkify=lambda record: record.get_absolute_url())
    version = NumberColumn()
    as_of = DayColumn()
    left = tables.Column(verbose_name="Gjenstår", empty_values=(), orderable=False, attrs=NUMBER)
    answer = tables.Column(empty_values=())
    answered_at = DayColumn()

    class Meta:
        model = BalanceConfirmation
        default = NOTHING
        fields = ["municipality", "version", "as_of", "left", "issued_at", "answer", "answered_at", "answer_text"]
        empty_text = "Ingen saldobekreftelser er sendt ut for dette året."

    issued_at = DayColumn()

    def render_left(self, record: BalanceConfirmation) -> str:
        return kroner(Decimal(record.figures["left"]))

    def value_left(self, record: BalanceConfirmation) -> Decimal:
        return Decimal(record.figures["left"])

    def render_answer(self, record: BalanceConfirmation) -> str:
        return str(record.get_answer_display())
