"""The form of the year that holidays are shown of."""

from django import forms

from rorikt.pages.fields import EARLIEST, LATEST


class YearForm(forms.Form):
    """The year whose holidays are shown."""

    year = forms.IntegerField(
        label="År",
        min_value=EARLIEST.year,
        max_value=LATEST.year,
        error_messages={"invalid": "Skriv et årstall, for eksempel 2024.", "required": "Skriv et årstall."},
    )
