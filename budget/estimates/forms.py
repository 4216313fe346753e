"""Forms of cost estimates, their lines and their price tiers."""

from typing import Any

from django import forms

from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.purposes.fields import PurposeField
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields


class CostEstimateForm(ErrorsAtFields, forms.ModelForm):
    purpose = PurposeField()
    case = CaseField()
    counted_on = DayField(label="Dato for tellingen", required=False)

    class Meta:
        model = CostEstimate
        fields = ["title", "case", "purpose", "slug", "unit_name", "unit_count", "counted_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["case"] = CaseField.typed(self.instance.case)


class CostEstimateLineForm(ErrorsAtFields, forms.ModelForm):
    amount = AmountField(label="Beløp", required=False, help_text="La stå tomt når kostnaden følger prislisten.")

    class Meta:
        model = CostEstimateLine
        fields = ["year", "title", "amount", "months", "is_yearly", "position"]
        help_texts = {"months": "La stå tomt når kostnaden er et fast beløp."}


class PriceTierForm(ErrorsAtFields, forms.ModelForm):
    monthly_price = AmountField(label="Pris per måned", help_text="Eksl. mva.")

    class Meta:
        model = PriceTier
        fields = ["up_to", "monthly_price"]


class TierForm(forms.Form):
    """Which counts of the price list are set side by side. An odd value in the address is as none."""

    counts = forms.CharField(
        label="Antall å sammenligne", required=False, help_text="Tall med komma mellom, for eksempel 425, 450."
    )

    def chosen(self) -> list[int]:
        if not self.is_valid():
            return []
        texts = [text.strip() for text in self.cleaned_data["counts"].split(",")]
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 8][:8]
