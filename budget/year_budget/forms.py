"""Forms of the budget of a year: its adoption, a regulation line by line, and taking either back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from budget.frame.forms import DecisionFields
from budget.lines.models import BudgetLine
from rorikt.amounts import kroner
from rorikt.pages.fields import AmountField
from rorikt.pages.forms import ErrorsAtFields


class AdoptionForm(DecisionFields):
    """Who adopted the budget, when and in which case."""


class ReasonForm(ErrorsAtFields, forms.Form):
    reason = forms.CharField(label="Begrunnelse", max_length=300, help_text="Hvorfor registreringen var feil.")


class ReversalForm(DecisionFields):
    reason = forms.CharField(label="Begrunnelse", max_length=300)


class RegulationForm(DecisionFields):
    """A decision, and what it moves on each line. `proposed` is what the form begins with, by the key of a line."""

    reason = forms.CharField(label="Begrunnelse", max_length=300)

    def __init__(
        self, *args: Any, lines: list[BudgetLine], proposed: Mapping[int, Decimal] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[self.name_of(line)] = AmountField(
                label=line.title,
                required=False,
                initial=(proposed or {}).get(line.pk),
                help_text=f"Endring i kroner, under null for mindre. Budsjettet er nå {kroner(line.budgeted)}.",
            )

    @staticmethod
    def name_of(line: BudgetLine) -> str:
        return f"line_{line.pk}"

    def changes(self) -> dict[BudgetLine, Decimal]:
        typed = {line: self.cleaned_data.get(self.name_of(line)) for line in self.lines}
        return {line: amount for line, amount in typed.items() if amount}
