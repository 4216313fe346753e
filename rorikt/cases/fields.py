"""The field of a form in which a case is typed or picked."""

from typing import Any

from django import forms

from rorikt.cases.choosing import offered_to, read_case, typed
from rorikt.cases.models import CaseReference
from rorikt.cases.naming import NO_CASE
from rorikt.people.models import User


class CaseInput(forms.TextInput):
    """A text with the cases that may be picked below it. Works as a plain text where a browser has no such lists."""

    template_name = "components/case_input.html"
    reader: User | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = {**(attrs or {}), "list": f"{name}-saker", "autocomplete": "off"}
        return {**super().get_context(name, value, attrs), "offered": offered_to(self.reader)}


class CaseField(forms.CharField):
    """A case, or «ingen sak»: neither is taken for granted. Cleaned to its reference, `None` for no case.

    Where it is not required it begins as «ingen sak», and an empty one means the same. The titles of cases that are
    exempt are their public ones until it is known who reads (`shown_to`).
    """

    widget = CaseInput

    def __init__(self, **kwargs: Any) -> None:
        explained = (
            f"Skriv saksnummeret, for eksempel 2024/M1-004, eller velg en sak i listen. Skriv «{NO_CASE}» når det ikke "
            "hører til noen."
        )
        super().__init__(**{"label": "Sak", "help_text": explained, **kwargs})
        if not self.required and self.initial is None:
            self.initial = NO_CASE

    def shown_to(self, reader: User) -> None:
        self.widget.reader = reader

    def clean(self, value: Any) -> CaseReference | None:
        text = str(value or "")
        return read_case(text if self.required or text.strip() else NO_CASE)

    def prepare_value(self, value: Any) -> Any:
        return typed(value) if isinstance(value, CaseReference) else value

    @staticmethod
    def typed(case: CaseReference | None) -> str:
        """How a stored case is typed, also where there is none."""
        return typed(case)
