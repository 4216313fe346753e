"""The form of the board: which sections, and what they are all to have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.agenda.forms import staff
from meetings.board.actions import KEPT
from meetings.documents.models import Section
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields

NOBODY = "ingen"


class BoardForm(ErrorsAtFields, forms.Form):
    """An empty field changes nothing. `may_assign`: who has a section and when it is due too."""

    state = forms.ChoiceField(label="Status", required=False)
    responsible = forms.ChoiceField(label="Ansvarlig", required=False)
    deadline_on = DayField(label="Frist", required=False)

    def __init__(self, *args: Any, may_assign: bool, may_assure: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [one for one in Section.State.choices if may_assure or one[0] != Section.State.ASSURED]
        self.fields["state"].choices = [("", "Ikke endre"), *states]  # type: ignore[attr-defined]
        if not may_assign:
            del self.fields["responsible"], self.fields["deadline_on"]
            return
        self.people = {str(one.pk): one for one in staff()}
        people = [(key, one.name) for key, one in self.people.items()]
        self.fields["responsible"].choices = [("", "Ikke endre"), (NOBODY, "Ingen"), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            raise ValidationError("Velg hva som skal endres: status, ansvarlig eller frist.")
        return data

    def changes(self) -> dict[str, Any]:
        """As `change_several` takes them."""
        data = self.cleaned_data
        chosen = data.get("responsible", "")
        return {
            "state": Section.State(data["state"]) if data["state"] else None,
            "responsible": None if chosen == NOBODY else self.people[chosen] if chosen else KEPT,
            "deadline_on": data.get("deadline_on") or KEPT,
        }
