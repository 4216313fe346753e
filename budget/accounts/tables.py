"""Tables of account imports, and of entries."""

from collections import defaultdict

import django_tables2 as tables
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from budget.accounts import pictured
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
    voucher = tables.Column(default=NOTHING, verbose_name="Bilag")
    text = tables.Column(default=NOTHING)
    reference = tables.Column(default=NOTHING)
    art = tables.Column(default=NOTHING)
    function = tables.Column(default=NOTHING)
    amount = AmountColumn()
    origin = tables.Column(verbose_name="Import og linje", empty_values=(), order_by=("account_import", "line_number"))

    class Meta:
        model = AccountEntry
        fields = [
            "account", "art", "function", "month_name", "booked_on", "voucher", "reference", "text", "amount", "origin",
        ]  # fmt: skip
        empty_text = "Ingen regnskapsposter passer."

    @cached_property
    def pictured(self) -> set[tuple[int, str]]:
        """Year and number of the vouchers on the page that have a picture; asked once for all rows."""
        shown: dict[int, set[str]] = defaultdict(set)
        for row in self.paginated_rows:
            if row.record.voucher:
                shown[row.record.year].add(row.record.voucher)
        return {(year, number) for year, numbers in shown.items() for number in pictured.find(year, numbers)}

    def render_voucher(self, value: str, record: AccountEntry) -> str:
        url = reverse("budget:voucher", args=[record.year, value])
        has_picture = (record.year, value) in self.pictured
        return format_html('<a href="{}">{}</a>{}', url, value, " (bilde)" if has_picture else "")

    def value_voucher(self, value: str) -> str:
        return value

    def render_origin(self, record: AccountEntry) -> str:
        url = reverse("budget:account-import", args=[record.account_import_id])
        return format_html(
            '<a href="{}">{}</a>, linje {}', url, record.account_import.imported.original_name, record.line_number
        )

    def value_origin(self, record: AccountEntry) -> str:
        return f"{record.account_import.imported.original_name}, linje {record.line_number}"
