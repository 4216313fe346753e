"""The year that a page of agreements is about."""

from django import forms


class YearForm(forms.Form):
    """An odd value is told, and the year is then `otherwise`."""

    year = forms.IntegerField(
        label="År",
        min_value=2000,
        max_value=2100,
        required=False,
        error_messages={
            "invalid": "Skriv et år, for eksempel 2026.",
            "min_value": "Skriv et år fra 2000 og framover.",
            "max_value": "Skriv et år til og med 2100.",
        },
    )

    def chosen(self, otherwise: int) -> int:
        return (self.is_valid() and self.cleaned_data["year"]) or otherwise
