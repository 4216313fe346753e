"""Forms of the state of a year: how far its accounts reach, its closing and its reopening."""

from datetime import date
from typing import Any

from django import forms

from budget.years.so_far import LAST
from rorikt.amounts import MONTHS
from rorikt.pages.fields import date_field
from rorikt.pages.forms import ErrorsAtFields


class ClosingForm(ErrorsAtFields, forms.Form):
    """What stops before December somebody has to say is whole.

    `stops_at` is the last month with entries, `reaches` the one that a person has stated.
    """

    closed_on = date_field("Avsluttet dato", help_text="Dagen regnskapet for hele året var ferdig.")
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
