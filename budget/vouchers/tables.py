"""Tables of vouchers."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from budget.accounts.tables import EntryTable
from budget.money.columns import AmountColumn
from budget.vouchers.models import voucher_url
from rorikt.amounts import NOTHING
from rorikt.imports.tables import ImportTable
from rorikt.tables.columns import CountColumn, DayColumn


class VoucherTable(tables.Table):
    """Rows are of `report.vouchers_of`."""

    voucher = tables.Column(verbose_name="Bilag")
    booked_on = DayColumn(verbose_name="Dato", default=NOTHING)
    text = tables.Column(verbose_name="Tekst", default=NOTHING)
    row_count = CountColumn(verbose_name="Poster")
    total = AmountColumn(verbose_name="Sum")
    file_count = CountColumn(verbose_name="Filer")

    class Meta:
        empty_text = "Ingen bilag passer."

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.caption = year, f"Bilag i {year}, beløp i kroner"

    def render_text(self, value: str, record: dict[str, Any]) -> str:
        return f"{value} m.m." if record["text_count"] > 1 else value

    def value_text(self, value: str, record: dict[str, Any]) -> str:
        return self.render_text(value, record)

    def render_voucher(self, value: str) -> str:
        return format_html('<a href="{}">{}</a>', voucher_url(self.year, value), value)

    def value_voucher(self, value: str) -> str:
        return value


class VoucherRowTable(EntryTable):
    """The rows of one voucher."""

    class Meta(EntryTable.Meta):
        exclude = ("voucher",)
        empty_text = "Ingen rad i regnskapet som gjelder, har dette bilagsnummeret."


class UploadTable(ImportTable):
    row_count = CountColumn(verbose_name="Filer")

    class Meta(ImportTable.Meta):
        exclude = ("source",)
        empty_text = "Ingen bilag er lastet opp."
