"""Forms of received payments."""

from collections.abc import Mapping
from typing import Any

from django import forms

from budget.allocations.models import AllocationPart
from budget.payments import payments_file
from budget.payments.models import ReceivedPayment
from budget.payments.report import sent_invoices
from rorikt.amounts import kroner
from rorikt.imports import forms as imports
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields

ON_ACCOUNT, UNKNOWN = "akonto", ""


class PaymentForm(ErrorsAtFields, forms.ModelForm):
    """Of one municipality and year: for which of its charges, when and how much."""

    covers = forms.ChoiceField(label="Gjelder", required=False)
    paid_on = DayField(label="Betalt dato")
    amount = AmountField(label="Beløp", help_text="Under null når pengene er betalt tilbake til kommunen.")

    class Meta:
        model = ReceivedPayment
        fields = ["paid_on", "amount", "reference"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payment = self.instance
        parts = AllocationPart.objects.filter(
            municipality=payment.municipality_id, run__charged_year=payment.year, run__state="approved"
        ).select_related("run")
        self.parts = {str(part.pk): part for part in parts.order_by("run__approved_at", "run")}
        sent = sent_invoices([part.pk for part in self.parts.values()])
        covers: Any = self.fields["covers"]
        covers.choices = [
            (UNKNOWN, "Ikke oppgitt"),
            *((key, _named(part, sent.get(part.pk))) for key, part in self.parts.items()),
            (ON_ACCOUNT, "Akonto for investeringer"),
        ]
        covers.initial = ON_ACCOUNT if payment.is_on_account else str(payment.part_id or UNKNOWN)
        self.order_fields(["covers", "paid_on", "amount", "reference"])

    def _post_clean(self) -> None:
        chosen = self.cleaned_data.get("covers", UNKNOWN)
        self.instance.part = self.parts.get(chosen)
        self.instance.is_on_account = chosen == ON_ACCOUNT
        super()._post_clean()


def _named(part: AllocationPart, sent: Any) -> str:
    invoice = f", faktura {sent.number}" if sent else ""
    return f"{part.run.title}: {kroner(part.booked)} kr{invoice}"


class ColumnsForm(imports.ColumnsForm):
    row_fields = payments_file.FIELDS

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        return payments_file.faults(mapping, options, self.layout)
