"""Tables of account imports, and of entries."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from budget.ledger.models import AccountEntry
from budget.money.columns import AmountColumn
from rorikt.amounts import NOTHING
from rorikt.imports.models import ImportedFile
from rorikt.imports.tables import ImportTable
from rorikt.tables.columns import DayColumn


class AccountFileTable(ImportTable):
    related = ("account_import",)

    def render_state(self, value: str, record: ImportedFile) -> str:
        own = getattr(record, "account_import", None)
        return "Erstattet" if own and own.replaced_by_id else value


class EntryTable(tables.Table):
    caption = "Regnskapsposter, beløp i kroner"

    account = tables.Column(default=NOTHING)
    month_name = tables.Column(verbose_name="Måned", order_by="month")
    booked_on = DayColumn(default=NOTHING)
    text = tables.Column(default=NOTHING)
    art = tables.Column(default=NOTHING)
    function = tables.Column(default=NOTHING)
    amount = AmountColumn()
    origin = tables.Column(verbose_name="Import og linje", empty_values=(), order_by=("account_import", "line_number"))

    class Meta:
        model = AccountEntry
        fields = ["account", "art", "function", "month_name", "booked_on", "text", "amount", "origin"]
        empty_text = "Ingen regnskapsposter passer."

    def render_origin(self, record: AccountEntry) -> str:
        url = reverse("budget:account-import", args=[record.account_import_id])
        return format_html(
            '<a href="{}">{}</a>, linje {}', url, record.account_import.imported.original_name, record.line_number
        )

    def value_origin(self, record: AccountEntry) -> str:
        return f"{record.account_import.imported.original_name}, linje {record.line_number}"
