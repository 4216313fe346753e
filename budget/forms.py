"""Forms for the money. They read what people type; the rules are in actions.py and in the constraints."""

from decimal import Decimal
from typing import Any

from django import forms

from budget.ledger.models import has_import
from budget.lines.models import BudgetLine, VarianceCause
from rorikt.pages.fields import AmountField
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
