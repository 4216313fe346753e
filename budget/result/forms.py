"""Forms of the lines and causes of a year, of the months that are shown, and of the closing of the year."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from budget.ledger.models import has_import
from budget.lines.models import BudgetLine, VarianceCause
from budget.money.forms import UnitForm
from budget.purposes.fields import PurposeField
from budget.year_budget.actions import is_adopted, typed_is_refused
from budget.years.so_far import LAST, YearState
from rorikt.amounts import MONTHS
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields


class ClosingForm(ErrorsAtFields, forms.Form):
    """What stops before December somebody has to say is whole.

    `stops_at` is the last month with entries, `reaches` the one that a person has stated.
    """

    closed_on = DayField(label="Avsluttet dato", help_text="Dagen regnskapet for hele året var ferdig.")
    is_whole = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, year: int, today: date, stops_at: int | None, reaches: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": {"closed_on": today}, **kwargs})
        if stops_at is None and reaches in (None, LAST):
            del self.fields["is_whole"]
        elif stops_at is None:
            self.fields["is_whole"].label = f"Hele {year} er ført, ikke bare til og med {MONTHS[(reaches or LAST) - 1]}"
        else:
            self.fields["is_whole"].label = f"Det kommer ingen poster etter {MONTHS[stops_at - 1]} {year}"

    def values(self) -> dict[str, Any]:
        return {"closed_on": self.cleaned_data["closed_on"], "is_whole": self.cleaned_data.get("is_whole", False)}


class ReopeningForm(ErrorsAtFields, forms.Form):
    reason = forms.CharField(
        label="Begrunnelse",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hvorfor regnskapet må endres. Godkjente fordelinger blir stående som de er.",
    )


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


class BudgetLineForm(ErrorsAtFields, forms.ModelForm):
    purpose = PurposeField()
    budgeted = AmountField(label="Årsbudsjett", help_text="Utgifter er positive, inntekter negative.")
    actual = AmountField(label="Regnskap", initial=Decimal(0))

    class Meta:
        model = BudgetLine
        fields = ["title", "budgeted", "actual", "purpose", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_adopted(self.instance.year):
            self.fields["budgeted"].disabled = True
            self.fields["budgeted"].help_text = typed_is_refused(self.instance.year)
            if self.instance._state.adding:
                self.fields["budgeted"].initial = self.initial["budgeted"] = Decimal(0)
        if has_import(self.instance.year):
            self.fields["actual"].disabled = True
            self.fields["actual"].help_text = "Kommer fra regnskapsfilene som er importert for året."


class VarianceCauseForm(ErrorsAtFields, forms.ModelForm):
    amount = AmountField(
        label="Beløp",
        required=False,
        help_text="Positivt for det som kostet mer enn planlagt. La stå tomt hvis beløpet ikke er kjent.",
    )

    class Meta:
        model = VarianceCause
        fields = ["title", "text", "amount", "is_approximate", "slug"]
