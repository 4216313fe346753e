"""The form of how far the accounts of a year reach."""

from typing import Any

from django import forms

from rorikt.amounts import MONTHS
from rorikt.pages.forms import ErrorsAtFields


def reach_field(year: int, last: int | None) -> forms.TypedChoiceField:
    """The last month that the accounts hold whole. `last` is the last one with entries, proposed; `None` if unknown."""
    months = [(str(month), f"{name} {year}") for month, name in enumerate(MONTHS, start=1)]
    first = [("", "Velg måned")] if last is None else []
    if last is None:
        help_text = "Tallene sier ikke hvor langt regnskapet går. Velg den siste måneden som er ferdig ført."
    else:
        help_text = f"Siste måned med poster er {MONTHS[last - 1]}. Er den ikke ferdig ført, velg måneden før."
    return forms.TypedChoiceField(
        label=f"Hvor langt går regnskapet for {year}?",
        choices=[*first, *months[:last]],
        coerce=int,
        initial="" if last is None else str(last),
        help_text=help_text,
        error_messages={
            "required": f"Velg hvor langt regnskapet for {year} går.",
            "invalid_choice": "Velg en måned som har poster.",
        },
    )


class ReachForm(ErrorsAtFields, forms.Form):
    def __init__(self, *args: Any, year: int, last: int | None, stated: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = reach_field(year, last)
        field.initial = str(stated) if stated else field.initial
        self.fields["accounts_to"] = field
