"""The list of invoices over several runs."""

from decimal import Decimal

import django_tables2 as tables

from budget.invoices.models import Invoice
from budget.joint_invoices.report import SeenInvoice
from budget.money.columns import ReaderTable
from rorikt.amounts import kroner
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.tables.columns import NUMBER, DayColumn, NumberColumn


class InvoiceTable(ReaderTable):
    caption = "Fakturaer over flere deler, beløp i kroner med mva."

    invoice = tables.Column(verbose_name="Faktura", accessor="pk", linkify=True, order_by=("year", "pk"))
    municipality = tables.Column()
    year = NumberColumn()
    issued_on = DayColumn()
    total = tables.Column(verbose_name="Sum", accessor="pk", orderable=False, attrs=NUMBER)
    status = tables.Column(verbose_name="Status", orderable=False)

    class Meta:
        model = Invoice
        fields = ["invoice", "municipality", "year", "issued_on", "total", "status"]
        empty_text = "Ingen fakturaer er laget ennå."

    def render_invoice(self, record: Invoice) -> str:
        return str(record)

    def value_invoice(self, record: Invoice) -> str:
        return str(record)

    def render_total(self, record: Invoice) -> str:
        return CLOSED_AMOUNT if self._hides(record) else kroner(record.total)

    def value_total(self, record: Invoice) -> Decimal | str:
        return CLOSED_AMOUNT if self._hides(record) else record.total

    def _hides(self, record: Invoice) -> bool:
        return SeenInvoice(record, self.reader).hides_amounts
