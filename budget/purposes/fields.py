"""The field of a form in which it is said what a cost is for."""

from typing import Any

from django import forms

from budget.purposes.models import KeyPurpose


class PurposeField(forms.ModelChoiceField):
    """Empty means what all are in on: the general purpose, which is no choice of its own."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {
            "label": "Formål",
            "required": False,
            "empty_label": "Det alle er med på",
            "help_text": "Hvilke fordelingsnøkler kostnaden deles etter.",
        }
        super().__init__(KeyPurpose.objects.filter(is_general=False), **{**usual, **kwargs})
