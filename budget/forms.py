"""Forms for the money. They read what people type; the rules are in actions.py and in the constraints."""

from decimal import Decimal
from typing import Any

from django import forms

from budget.ledger.models import has_import
from budget.lines.models import BudgetLine, VarianceCause
from budget.models import CostEstimate, CostEstimateLine, PriceTier
from rorikt.pages.fields import AmountField, CaseField, date_field
from rorikt.pages.forms import ErrorsAtFields


class BudgetLineForm(ErrorsAtFields, forms.ModelForm):
    budgeted = AmountField(label="Årsbudsjett", help_text="Utgifter er positive, inntekter negative.")
    actual = AmountField(label="Regnskap", initial=Decimal(0))

    class Meta:
        model = BudgetLine
        fields = ["title", "budgeted", "actual", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_import(self.instance.year):
            self.fields["actual"].disabled = True
            self.fields["actual"].help_text = "Kommer fra regnskapsfilene som er importert for året."


class VarianceCauseForm(ErrorsAtFields, forms.ModelForm):
    amount = AmountField(
        label="Beløp", required=False, help_text="Positivt for det som kostet mer enn planlagt. Tomt: ikke kjent."
    )

    class Meta:
        model = VarianceCause
        fields = ["title", "text", "amount", "is_approximate", "slug"]


class CostEstimateForm(ErrorsAtFields, forms.ModelForm):
    case_number = CaseField()
    counted_on = date_field("Telt dato", required=False)

    class Meta:
        model = CostEstimate
        fields = ["title", "case_number", "slug", "unit_name", "unit_count", "counted_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["case_number"] = CaseField.typed(self.instance.case_number)


class CostEstimateLineForm(ErrorsAtFields, forms.ModelForm):
    amount = AmountField(label="Beløp", required=False, help_text="Tomt når kostnaden følger prislisten.")

    class Meta:
        model = CostEstimateLine
        fields = ["year", "title", "amount", "months", "is_yearly", "position"]
        help_texts = {"months": "Tomt når kostnaden er et fast beløp."}


class PriceTierForm(ErrorsAtFields, forms.ModelForm):
    monthly_price = AmountField(label="Pris per måned", help_text="Eksl. mva.")

    class Meta:
        model = PriceTier
        fields = ["up_to", "monthly_price"]
