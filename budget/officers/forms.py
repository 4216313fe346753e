"""Which municipality, and which period."""

from typing import Any

from django import forms

from budget.officers.period import YEAR, Period, parts, period_of
from rorikt.people.models import Municipality


class MunicipalityForm(forms.Form):
    kommune = forms.ModelChoiceField(
        label="Kommune",
        queryset=Municipality.objects.all(),
        error_messages={"invalid_choice": "Velg en av kommunene i listen.", "required": "Velg en kommune."},
    )


class PeriodForm(forms.Form):
    year = forms.TypedChoiceField(label="År", coerce=int, error_messages={"invalid_choice": "Velg et av årene."})
    part = forms.ChoiceField(
        label="Periode",
        choices=lambda: list(parts()),
        initial=YEAR,
        error_messages={"invalid_choice": "Velg en av periodene i listen."},
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]

    def period(self) -> Period:
        return period_of(self.cleaned_data["year"], self.cleaned_data["part"])
