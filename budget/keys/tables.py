"""Lists of keys and of inhabitants."""

import django_tables2 as tables

from budget.keys.models import CostKey, InhabitantCount
from budget.money.columns import ReaderTable
from rorikt.amounts import NOTHING
from rorikt.tables.columns import CaseColumn, ChangeableTable, CountColumn, DayColumn, NumberColumn


class CostKeyTable(ReaderTable):
    caption = "Fordelingsnøkler, den nyeste først"

    purpose = tables.Column(order_by=("purpose__title",))
    valid_from = DayColumn(linkify=True)
    valid_to = DayColumn(default="til en ny overtar")
    version = NumberColumn()
    source = tables.Column(orderable=False)
    case = CaseColumn()

    class Meta:
        model = CostKey
        default = NOTHING
        fields = ["valid_from", "valid_to", "purpose", "version", "source", "case"]
        empty_text = "Ingen fordelingsnøkler er lagt inn. Uten en nøkkel kan ingen beløp fordeles."

    def render_source(self, record: CostKey) -> str:
        return self.reader.of(record).text(record.source)


class InhabitantCountTable(ChangeableTable):
    caption = "Innbyggere per kommune"
    change_page = "budget:inhabitants-edit"

    counted_on = DayColumn(verbose_name="Dato")
    count = CountColumn()

    class Meta:
        model = InhabitantCount
        fields = ["municipality", "counted_on", "count"]
        sequence = ["...", "change"]
        empty_text = "Ingen innbyggertall er lagt inn."
