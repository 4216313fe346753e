"""Forms of an invoice over several runs: which parts, the VAT of each line, and what the invoice says."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest

from budget.allocations.models import AllocationPart
from budget.invoices.forms import VAT_CHOICES, CreditedFields, check_days, code_of, vat_of
from budget.invoices.models import Invoice
from budget.invoices.peppol import Line, Reference, Vat, is_credit, vat_problems
from budget.joint_invoices.composing import Said, with_vat
from budget.money.cells import FORMS
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality

SAME = [("", "Som for alle linjer"), *VAT_CHOICES]
NOT_CHOSEN = [("", "Velg"), *VAT_CHOICES]
NO_SAFE_DEFAULT = "Velg hvordan merverdiavgiften skal behandles. Det finnes ikke noe trygt standardvalg."
REASONS = {"E": "reason_exempt", "O": "reason_outside"}


class PartsForm(forms.Form):
    """What of the waiting parts goes on the invoice."""

    del_ = forms.MultipleChoiceField(label="Deler", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, parts: Sequence[AllocationPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {str(part.pk): part for part in parts}
        field = self.fields.pop("del_")
        field.choices = [(pk, _told(part)) for pk, part in self.parts.items()]  # type: ignore[attr-defined]
        field.error_messages = {
            "required": "Velg minst én del.",
            "invalid_choice": "En av delene er fakturert i mellomtiden. Velg på nytt.",
        }
        self.fields["del"] = field

    def chosen(self) -> list[AllocationPart]:
        return [self.parts[pk] for pk in self.parts if pk in self.cleaned_data["del"]]


def _told(part: AllocationPart) -> str:
    return f"{part.run.title}: {FORMS['ore'](part.booked)} (betales i {part.run.charged_year})"


class JointInvoiceForm(CreditedFields):
    """VAT is chosen for all lines at once, and anew for those that differ. Nothing is chosen for the person."""

    title = forms.CharField(label="Tittel", max_length=120, help_text="Står øverst på fakturaen.")
    first_on = DayField(label="Gjelder fra og med")
    last_on = DayField(label="Gjelder til og med")
    vat = forms.ChoiceField(label="Merverdiavgift for alle linjer", choices=NOT_CHOSEN, required=False)
    reason_exempt = forms.CharField(
        label="Hvorfor linjer er unntatt (E)", max_length=200, required=False, help_text="Står på fakturaen."
    )
    reason_outside = forms.CharField(
        label="Hvorfor linjer er utenfor loven (O)", max_length=200, required=False, help_text="Står på fakturaen."
    )
    issued_on = DayField(label="Fakturadato")
    due_on = DayField(label="Forfall")
    terms = forms.CharField(label="Betalingsbetingelser", max_length=200, required=False)
    buyer_reference = forms.CharField(label="Kjøperens referanse", max_length=60)
    order_reference = forms.CharField(label="Bestillingsnummer", max_length=60, required=False)
    contract_reference = forms.CharField(label="Avtalenummer", max_length=60, required=False)
    text = forms.CharField(label="Fritekst", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, lines: Sequence[Line], sent: Sequence[Reference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.codes = lines, list[str]()  # what is chosen for each line, also where it is refused
        for number, line in enumerate(lines, 1):
            self.fields[f"vat_{number}"] = forms.ChoiceField(
                label=f"Linje {number}: {line.name}, {FORMS['ore'](line.amount)}",
                choices=SAME,
                required=False,
                initial=code_of(line.vat) if line.vat else "",
                help_text=line.description,
            )
        self.offer(sent, is_credit=may_be_credit(lines))
        own = [name for name in self.fields if name.startswith("vat_")]
        said = [name for name in self.fields if name not in own and name not in CreditedFields.base_fields]
        self.order_fields([*said[: said.index("vat") + 1], *own, *said[said.index("vat") + 1 :]])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        check_days(self)
        if data.get("first_on") and data.get("last_on") and data["last_on"] < data["first_on"]:
            self.add_error("last_on", "Perioden kan ikke slutte før den begynner.")
        if self.errors:
            return data
        same = data.get("vat", "")
        self.codes = codes = [data.get(f"vat_{number}") or same for number in range(1, len(self.lines) + 1)]
        if not all(codes):
            self.add_error("vat", NO_SAFE_DEFAULT)
            return data
        for code, name in REASONS.items():
            if code in codes and not data.get(name):
                self.add_error(name, "Skriv hvorfor det ikke beregnes merverdiavgift.")
        if self.errors:
            return data
        for problem in vat_problems(self.taxed()):
            self.add_error("vat", problem)
        if is_credit(self.taxed()):
            self.check_credits()
        return data

    def vats(self) -> list[Vat]:
        return [vat_of(code, self.cleaned_data.get(REASONS.get(code, ""), "")) for code in self.codes]

    def taxed(self) -> tuple[Line, ...]:
        return with_vat(self.lines, self.vats())

    def said(self) -> Said:
        names = {field.name for field in fields(Said)} - (set() if is_credit(self.taxed()) else {"no_credited_reason"})
        return Said(**{name: value for name, value in self.cleaned_data.items() if name in names})

    def credited_by_it(self) -> list[Reference]:
        """What is chosen counts only where the sum is money back."""
        return self.credits() if is_credit(self.taxed()) else []


class ReverseForm(ErrorsAtFields, forms.Form):
    issued_on = DayField(label="Dato på kreditnotaen")
    due_on = DayField(label="Betales tilbake innen")
    text = forms.CharField(label="Hvorfor fakturaen krediteres", max_length=500, help_text="Står på kreditnotaen.")

    def clean(self) -> dict[str, Any]:
        check_days(self)
        return self.cleaned_data


class WithdrawForm(ErrorsAtFields, forms.Form):
    reason = forms.CharField(label="Hvorfor fakturaen trekkes", max_length=200)


class InvoiceFilter(django_filters.FilterSet):
    municipality = django_filters.ModelChoiceFilter(label="Kommune", queryset=Municipality.objects.all())
    year = django_filters.NumberFilter(label="Betales i")

    class Meta:
        model = Invoice
        fields = ["municipality", "year"]

    def __init__(self, data: Any = None, queryset: Any = None, *, request: HttpRequest | None = None) -> None:
        super().__init__(data, queryset=queryset, request=request)
        self.form.fields["municipality"].error_messages["invalid_choice"] = "Velg en av kommunene i listen."


def may_be_credit(lines: Sequence[Line]) -> bool:
    """Whether some choice of VAT makes it one: what is given back with the highest rate, what is charged with none."""
    back = sum((line.amount for line in lines if line.amount < 0), Decimal(0))
    charged = sum((line.amount for line in lines if line.amount > 0), Decimal(0))
    return charged + back * Decimal("1.25") < 0
