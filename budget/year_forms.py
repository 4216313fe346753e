"""Forms of the state of a year: how far its accounts reach, its closing and its reopening."""

from datetime import date
from typing import Any

from django import forms

from budget.so_far import LAST
from rorikt.amounts import MONTHS
from rorikt.pages.fields import date_field
from rorikt.pages.forms import ErrorsAtFields


def reach_field(year: int, last: int | None) -> forms.TypedChoiceField:
    """The last month that the accounts hold whole. `last` is the last one with entries, proposed; `None` if unknown."""
    months = [(str(month), f"{name} {year}") for month, name in enumerate(MONTHS, start=1)]
    first = [("", "Velg måned")] if last is None else []
    if last is None:
        help_text = "Filen eller tallene forteller ikke måneden. Velg den siste måneden regnskapet har hele."
    else:
        help_text = f"Siste måned med poster er {MONTHS[last - 1]}. Er den ikke ferdig ført, velg den før."
    return forms.TypedChoiceField(
        label=f"Hvilken måned går regnskapet for {year} til?",
        choices=[*first, *months[:last]],
        coerce=int,
        initial="" if last is None else str(last),
        help_text=help_text,
        error_messages={
            "required": f"Velg hvilken måned regnskapet for {year} går til.",
            "invalid_choice": "Velg en måned som har poster.",
        },
    )


class ReachForm(ErrorsAtFields, forms.Form):
    def __init__(self, *args: Any, year: int, last: int | None, stated: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = reach_field(year, last)
        field.initial = str(stated) if stated else field.initial
        self.fields["accounts_to"] = field


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
