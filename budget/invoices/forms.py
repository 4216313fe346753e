"""Forms of the invoice basis, and of an invoice that is sent: VAT, references, and what a credit note credits."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from budget.invoices.peppol import Reference, Vat, VatCategory
from rorikt.amounts import short_date
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields

# What is chosen, what it is called, its category and its per cent.
VATS = (
    ("S25", "25 % merverdiavgift (S)", VatCategory.STANDARD, Decimal(25)),
    ("S15", "15 % merverdiavgift, næringsmidler (S)", VatCategory.STANDARD, Decimal(15)),
    ("S12", "12 % merverdiavgift, persontransport og annet med lav sats (S)", VatCategory.STANDARD, Decimal(12)),
    ("E", "Unntatt merverdiavgift (E)", VatCategory.EXEMPT, Decimal(0)),
    ("Z", "Nullsats (Z)", VatCategory.ZERO, Decimal(0)),
    ("O", "Utenfor merverdiavgiftsloven (O)", VatCategory.OUTSIDE, Decimal(0)),
)
VAT_CHOICES = [(code, label) for code, label, *_ in VATS]
OF_CODE = {code: (category, percent) for code, _, category, percent in VATS}


def vat_of(code: str, reason: str = "") -> Vat:
    """The reason is only of what needs one."""
    vat = Vat(*OF_CODE[code])
    return Vat(vat.category, vat.percent, reason) if vat.needs_reason else vat


def code_of(vat: Vat) -> str:
    """How a VAT is chosen; empty for one that is not among the choices."""
    found = (code for code, of_code in OF_CODE.items() if of_code == (vat.category, vat.percent))
    return next(found, "")


class CreditedFields(ErrorsAtFields, forms.Form):
    """What a credit note refers to: invoices that are sent, one of another system, or none and why. One is chosen."""

    credited = forms.MultipleChoiceField(
        label="Fakturaer som krediteres", required=False, widget=forms.CheckboxSelectMultiple
    )
    credited_number = forms.CharField(
        label="Annen faktura som krediteres", max_length=40, required=False, help_text="Nummeret i fakturasystemet."
    )
    credited_on = DayField(label="Datoen på den fakturaen", required=False)
    no_credited_reason = forms.CharField(
        label="Hvorfor ingen faktura krediteres",
        max_length=200,
        required=False,
        help_text="Bare når beløpet ikke er fakturert før, for eksempel akonto som er betalt uten faktura.",
    )

    def offer(self, sent: Sequence[Reference], *, is_credit: bool) -> None:
        """The fields are there for a credit note alone."""
        if not is_credit:
            for name in CreditedFields.base_fields:
                del self.fields[name]
            return
        choices = [
            (f"{one.issued_on.isoformat()} {one.number}", f"{one.number} ({short_date(one.issued_on)})") for one in sent
        ]
        self.fields["credited"].choices = choices  # type: ignore[attr-defined]
        if not sent:
            del self.fields["credited"]

    def credits(self) -> list[Reference]:
        data = self.cleaned_data
        pairs = [value.split(" ", 1) for value in data.get("credited", ())]
        found = [Reference(number, date.fromisoformat(day)) for day, number in pairs]
        if data.get("credited_number") and data.get("credited_on"):
            found.append(Reference(data["credited_number"], data["credited_on"]))
        return list({one.number: one for one in found}.values())

    def check_credits(self) -> None:
        data = self.cleaned_data
        if bool(data.get("credited_number")) != bool(data.get("credited_on")):
            missing = "credited_on" if data.get("credited_number") else "credited_number"
            self.add_error(missing, "Fakturaen som krediteres, må ha både nummer og dato.")
        elif bool(self.credits()) == bool(data.get("no_credited_reason")):
            place = "credited" if "credited" in self.fields else "credited_number"
            self.add_error(
                place, "Velg fakturaen som krediteres, eller skriv hvorfor ingen faktura krediteres. Ikke begge deler."
            )


class InvoiceForm(CreditedFields):
    """What a person has to decide before a draft invoice is made; the VAT category has no default."""

    category = forms.ChoiceField(
        label="Merverdiavgift",
        choices=VAT_CHOICES,
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

    field_order = ("category", "reason", "issued_on", "due_on", "buyer_reference")

    def __init__(self, *args: Any, sent: Sequence[Reference] = (), is_credit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(sent, is_credit=is_credit)

    def vat(self) -> Vat:
        return vat_of(self.cleaned_data["category"], self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "category" in data and self.vat().needs_reason and not data.get("reason"):
            self.add_error("reason", "Skriv hvorfor det ikke beregnes merverdiavgift.")
        check_days(self)
        if "no_credited_reason" in self.fields:
            self.check_credits()
        return data

    @staticmethod
    def starting(today: date, payment_days: int, reference: str) -> dict[str, Any]:
        return {"issued_on": today, "due_on": today + timedelta(days=payment_days), "buyer_reference": reference}


class SentInvoiceForm(ErrorsAtFields, forms.Form):
    number = forms.CharField(label="Fakturanummer", max_length=40, help_text="Nummeret i fakturasystemet.")
    sent_on = DayField(label="Sendt dato")


def check_days(form: forms.Form) -> None:
    data = form.cleaned_data
    if data.get("issued_on") and data.get("due_on") and data["due_on"] < data["issued_on"]:
        form.add_error("due_on", "Forfall kan ikke være før fakturadatoen.")
