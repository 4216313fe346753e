"""The panel where a person chooses how pages look."""

from typing import Any

from django import forms

from rorikt.looks.looks import CHOICES, looks_from


class LooksForm(forms.Form):
    """Each choice is a group of buttons that carries the attribute of the page it stands for."""

    def __init__(self, *args: Any, stored: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = looks_from(stored)
        for choice in CHOICES:
            self.fields[choice.name] = forms.ChoiceField(
                label=choice.label,
                choices=choice.options,
                initial=now[choice.name],
                widget=forms.RadioSelect(attrs={"data-attribute": choice.attribute}),
            )
