"""Forms of the financial plan."""

from decimal import Decimal
from typing import Any

from django import forms

from budget.money.forms import UnitForm
from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import AmountField, DayField, PercentField
from rorikt.pages.forms import ErrorsAtFields


class PlanForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = FinancialPlan
        fields = ["title", "base_year"]
        help_texts = {"base_year": "Planen går ut fra årets budsjett og gjelder de fire årene etter."}


class PlanTitleForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = FinancialPlan
        fields = ["title"]


class PlanLineForm(ErrorsAtFields, forms.ModelForm):
    base = AmountField(label="Budsjett i basisåret", help_text="Utgifter er positive, inntekter negative.")

    class Meta:
        model = PlanLine
        fields = ["title", "base", "position"]


class PlanChangeForm(ErrorsAtFields, forms.ModelForm):
    """The year is chosen among the plan's, and the line among its lines."""

    amount = AmountField(label="Beløp", help_text="I årets priser. Økning er positiv, innsparing negativ.")

    class Meta:
        model = PlanChange
        fields = ["title", "line", "year", "amount", "is_lasting"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.line.plan
        self.fields["line"].queryset = plan.lines.all()  # type: ignore[attr-defined]
        years = [(year, str(year)) for year in plan.years]
        self.fields["year"] = forms.TypedChoiceField(label="År", choices=years, coerce=int)


class GrowthForm(ErrorsAtFields, forms.Form):
    """One per cent for each year of the plan."""

    def __init__(self, *args: Any, growth: dict[int, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(growth)
        for year, percent in growth.items():
            self.fields[f"growth_{year}"] = PercentField(
                label=f"Prisvekst til {year}",
                initial=percent,
                min_value=Decimal(-50),
                max_digits=6,
                error_messages={
                    "min_value": "Prisveksten kan ikke være under −50 prosent.",
                    "max_value": "Prisveksten kan ikke være over 100 prosent.",
                },
            )

    def growth(self) -> dict[int, Decimal]:
        return {year: self.cleaned_data[f"growth_{year}"] for year in self.years}


class AdoptForm(ErrorsAtFields, forms.Form):
    decision = forms.CharField(label="Vedtak", max_length=120, help_text="Hvem som vedtok planen.")
    case = CaseField()
    adopted_on = DayField(label="Vedtatt dato")


class PlanYearForm(UnitForm):
    """Which of the plan's years is held against the budget; an odd one is the first."""

    ar = forms.TypedChoiceField(label="Sammenlign med budsjettet for", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, plan: FinancialPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = plan.years[0]
        self.fields["ar"].choices = [(year, str(year)) for year in plan.years]  # type: ignore[attr-defined]

    @property
    def year(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("ar") or self.first
