"""Forms of the months of a year: how a budget is spread over them, and the forecast."""

from decimal import Decimal
from typing import Any

from django import forms

from budget.lines.forecast import Method
from budget.lines.period import MONTHS_OF_YEAR, distribution_fault
from budget.result.forms import MONTH_CHOICES, PeriodForm
from rorikt.pages.fields import AmountField, PercentField
from rorikt.pages.forms import ErrorsAtFields


class ForecastPeriodForm(PeriodForm):
    maned = forms.ChoiceField(label="Bygg på regnskapet til og med", required=False)
    all_of_it = "siste måned med regnskap"


class DistributionForm(ErrorsAtFields, forms.Form):
    """Twelve per cents. All empty makes the budget even again; a wrong sum is shown at January."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month, name in MONTH_CHOICES:
            self.fields[f"month_{month}"] = PercentField(label=name.capitalize(), required=False)
        first = self.fields["month_1"]
        first.help_text = "Prosent av årsbudsjettet, til sammen 100,00. La alle stå tomme for å fordele likt."

    def percentages(self) -> list[Decimal] | None:
        """January first; `None` where nothing is typed. A month left empty beside others is zero."""
        typed = [self.cleaned_data.get(f"month_{month}") for month, _ in MONTH_CHOICES]
        return None if all(percent is None for percent in typed) else [percent or Decimal(0) for percent in typed]

    def clean(self) -> dict[str, Any]:
        percentages = self.percentages()
        if percentages and not self.errors and (fault := distribution_fault(percentages)):
            self.add_error("month_1", fault)
        return self.cleaned_data

    @staticmethod
    def initial_of(percentages: list[Decimal]) -> dict[str, Decimal]:
        if len(percentages) != MONTHS_OF_YEAR:
            return {}
        return {f"month_{month}": percent for month, percent in enumerate(percentages, start=1)}


class ForecastForm(ErrorsAtFields, forms.Form):
    method = forms.ChoiceField(label="Metode", choices=Method.choices)
    amount = AmountField(
        label="Prognose for året", required=False, help_text="Bare når prognosen settes for hånd; ellers regnes den ut."
    )
    text = forms.CharField(
        label="Begrunnelse", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
