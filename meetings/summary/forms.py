"""The choice of key figures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.documents.models import Document
from meetings.key_figures import choosing


class KeyFiguresForm(forms.Form):
    """Those chosen come in the order of the list; one that has no value any more stands first."""

    key_figures = forms.MultipleChoiceField(
        label="Nøkkeltall",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Velg høyst {choosing.MOST}. Velges ingen, vises de vanlige. "
        "Tall for en måned gjelder den siste måneden i dokumentets periode.",
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups, shown = choosing.choices(document), choosing.chosen_for(document)
        self.initial["key_figures"] = shown
        known = {token for _, choices in groups for token, _ in choices}
        gone = [(token, f"[[{token}]]") for token in shown if token not in known]
        self.fields["key_figures"].choices = [*([("Valgt", gone)] if gone else []), *groups]  # type: ignore[attr-defined]

    def clean_key_figures(self) -> list[str]:
        chosen = set(self.cleaned_data["key_figures"])
        if len(chosen) > choosing.MOST:
            raise ValidationError(f"Det er plass til {choosing.MOST} nøkkeltall, og {len(chosen)} er valgt.")
        ordered = [token for _, group in self.fields["key_figures"].choices for token, _ in group]  # type: ignore[attr-defined]
        return [token for token in ordered if token in chosen]
