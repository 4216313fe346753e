"""Forms of the months of a year: which ones are shown, how a budget is spread over them, and the forecast."""

from decimal import Decimal
from typing import Any

from django import forms

from budget.lines.forecast import Method
from budget.lines.period import MONTHS_OF_YEAR, distribution_fault
from budget.money.forms import UnitForm
from budget.years.so_far import YearState
from rorikt.amounts import MONTHS
from rorikt.pages.fields import AmountField, PercentField
from rorikt.pages.forms import ErrorsAtFields

MONTH_CHOICES = [(str(month), name) for month, name in enumerate(MONTHS, start=1)]


class PeriodForm(UnitForm):
    """How much of the year is shown, of the months that its accounts reach. An odd value in the address is as none."""

    maned = forms.ChoiceField(label="Hittil i år, til og med", required=False)
    all_of_it = "alt som er ført"

    def __init__(self, *args: Any, state: YearState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = state.accounts_to if state.has_months else None
        first = "hele året" if state.is_closed else self.all_of_it
        month: Any = self.fields["maned"]
        month.choices = [("", first), *MONTH_CHOICES[: reach or 0]]

    @property
    def month(self) -> int | None:
        """`None` for all that the accounts reach."""
        self.is_valid()
        return int(self.cleaned_data.get("maned") or 0) or None

    @property
    def is_exact(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("unit") == "ore"


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
        first.help_text = "Prosent av årsbudsjettet, til sammen 100,00. Alle tomme: likt på hver måned."

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
