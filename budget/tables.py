"""Tables of the pages."""

import django_tables2 as tables

from budget.lines.models import VarianceCause
from budget.money.columns import AmountColumn
from rorikt.amounts import NOTHING
from rorikt.tables.columns import ChangeableTable


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
