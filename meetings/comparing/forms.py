"""Which two versions are held against each other."""

from typing import Any

from django import forms

DRAFT = "utkast"


class ComparisonForm(forms.Form):
    """`choices` are the versions that the person may read, the newest first."""

    fra = forms.ChoiceField(label="Fra")
    til = forms.ChoiceField(label="Til")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("fra", "til"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
