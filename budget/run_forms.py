"""Forms of runs, the frame, invoices and the calculator of keys."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest

from budget import peppol
from budget.allocations.models import AllocationRun
from budget.money.forms import year_field
from budget.years.state import closed_years
from rorikt.pages.fields import AmountField, CaseField, date_field
from rorikt.pages.forms import ErrorsAtFields

Kind = AllocationRun.Kind
STANDARD_RATE = Decimal(25)
MADE_BY_HAND = [Kind.OPERATING_RESULT, Kind.INVESTMENT, Kind.OFFSET]


class RunForm(ErrorsAtFields, forms.Form):
    """A new run. A contribution needs its amount and the settlement that is offset against it."""

    kind = forms.ChoiceField(
        label="Hva skal fordeles?",
        choices=[(kind.value, kind.label) for kind in MADE_BY_HAND],
        widget=forms.RadioSelect,
    )
    year = year_field("Gjelder år")
    charged_year = year_field("Betales i", help_text="Året kommunene betaler, eller får pengene tilbake.")
    case_number = CaseField(required=False)
    unit = forms.ChoiceField(label="Fordeles i", choices=AllocationRun.Unit.choices, initial=AllocationRun.Unit.ORE)
    contribution = AmountField(
        label="Investeringstilskudd",
        required=False,
        help_text="Bare for tilskudd: det kommunene skal betale til sammen.",
    )
    offsets = forms.ModelChoiceField(
        label="Oppgjør som motregnes",
        queryset=AllocationRun.objects.none(),
        required=False,
        help_text="Bare for tilskudd: et godkjent oppgjør av et tidligere år.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settlements = AllocationRun.objects.in_force().filter(kind=Kind.INVESTMENT, offset_by__isnull=True)
        self.fields["offsets"].queryset = settlements  # type: ignore[attr-defined]
        closed = [str(year) for year in closed_years()]
        self.fields["year"].help_text = (
            f"Mer- eller mindreforbruk og investeringer fordeles når året er avsluttet: {', '.join(closed)}."
            if closed
            else "Mer- eller mindreforbruk og investeringer fordeles når året er avsluttet. Ingen år er avsluttet ennå."
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("kind") == Kind.OFFSET:
            for name in ("contribution", "offsets"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "Må fylles ut for et investeringstilskudd.")
        else:
            data["contribution"] = data["offsets"] = None
        return data


class CorrectionForm(ErrorsAtFields, forms.Form):
    charged_year = year_field("Forskjellen betales i")
    reason = forms.CharField(label="Begrunnelse", max_length=200, help_text="Hvorfor fordelingen regnes på nytt.")


class InvoiceForm(ErrorsAtFields, forms.Form):
    """What a person has to decide before a draft invoice is made; the VAT category has no default."""

    category = forms.ChoiceField(
        label="Merverdiavgift",
        choices=[
            (peppol.VatCategory.STANDARD.value, "25 % merverdiavgift (S)"),
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
        label="Hvorfor ingen merverdiavgift",
        max_length=200,
        required=False,
        help_text="Må fylles ut for E og O, og står på fakturaen.",
    )
    issued_on = date_field("Fakturadato")
    due_on = date_field("Forfall")
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
    sent_on = date_field("Sendt dato")


class RunFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Type", choices=Kind.choices)
    charged_year = django_filters.NumberFilter(label="Betales i")
    state = django_filters.ChoiceFilter(label="Status", choices=AllocationRun.State.choices)

    class Meta:
        model = AllocationRun
        fields = ["kind", "charged_year", "state"]

    def __init__(self, data: Any = None, queryset: Any = None, *, request: HttpRequest | None = None) -> None:
        super().__init__(data, queryset=queryset, request=request)
        for name in ("kind", "state"):
            self.form.fields[name].error_messages["invalid_choice"] = "Velg en av verdiene i listen."
