"""Forms of the invoice basis, and of an invoice that is sent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from budget.invoices import peppol
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields

STANDARD_RATE = Decimal(25)


class InvoiceForm(ErrorsAtFields, forms.Form):
    """What a person has to decide before a draft invoice is made; the VAT category has no default."""

    category = forms.ChoiceField(
        label="Merverdiavgift",
        choices=[
            (peppol.VatCategory.STANDARD.value, "25 % merverdiavgift (S)"),
            (peppol.VatCategory.EXEMPT.value, "Unntatt merverdiavgift (E)"),
            (peppol.VatCategory.ZERO.value, "Nullsats (Z)"),
            (peppol.VatCategory.OUTSIDE.value, "Utenfor merverdiavgiftsloven (O)"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Velg hvordan merverdiavgiften skal behandles. Det finnes ikke noe trygt standardvalg."
        },
    )
    reason = forms.CharField(
        label="Hvorfor det ikke beregnes merverdiavgift",
        max_length=200,
        required=False,
        help_text="Må fylles ut for E og O, og står på fakturaen.",
    )
    issued_on = DayField(label="Fakturadato")
    due_on = DayField(label="Forfall")
    buyer_reference = forms.CharField(label="Kjøperens referanse", max_length=60)

    def vat(self) -> peppol.Vat:
        category = peppol.VatCategory(self.cleaned_data["category"])
        rate = STANDARD_RATE if category == peppol.VatCategory.STANDARD else Decimal(0)
        return peppol.Vat(category, rate, self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "category" in data and self.vat().needs_reason and not data.get("reason"):
            self.add_error("reason", "Skriv hvorfor det ikke beregnes merverdiavgift.")
        if data.get("issued_on") and data.get("due_on") and data["due_on"] < data["issued_on"]:
            self.add_error("due_on", "Forfall kan ikke være før fakturadatoen.")
        return data

    @staticmethod
    def starting(today: date, payment_days: int, reference: str) -> dict[str, Any]:
        return {"issued_on": today, "due_on": today + timedelta(days=payment_days), "buyer_reference": reference}


class SentInvoiceForm(ErrorsAtFields, forms.Form):
    number = forms.CharField(label="Fakturanummer", max_length=40, help_text="Nummeret i fakturasystemet.")
    sent_on = DayField(label="Sendt dato")
