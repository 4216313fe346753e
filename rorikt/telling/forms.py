"""What a person wants to be told of: one choice for each kind."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from rorikt.telling.models import When
from rorikt.telling.telling import Kind

PREFIX = "kind-"


class WishesForm(forms.Form):
    def __init__(self, *args: Any, kinds: Iterable[Kind], wishes: Mapping[str, When], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[f"{PREFIX}{kind.name}"] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.help,
                choices=When.choices,
                initial=wishes[kind.name],
                widget=forms.RadioSelect,
                error_messages={"required": "Velg når du vil varsles om dette."},
            )

    def wishes(self) -> dict[str, When]:
        return {name.removeprefix(PREFIX): When(value) for name, value in self.cleaned_data.items()}
