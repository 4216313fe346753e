"""The choice of key figures, and the text in plain words."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.documents.models import Document
from meetings.key_figures import choosing
from meetings.summary.plain_words import MOST_WORDS

LONGEST = 2_000  # letters: twice the words that a reader has patience for


class InShortForm(forms.Form):
    in_short = forms.CharField(
        label="Kort sagt",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "lang": "nb"}),
        help_text="Hva gjelder saken, hva foreslås, og hva betyr det for kommunene? Skriv til en som bare leser "
        f"dette, i høyst {MOST_WORDS} ord. Tomt felt gir ingen slik tekst. Tall fra systemet settes inn med kode, for "
        "eksempel [[merforbruk]], og en tom linje gir nytt avsnitt.",
    )

    def clean_in_short(self) -> str:
        """Paragraphs with one blank line between them."""
        text: str = self.cleaned_data["in_short"].replace("\r\n", "\n")
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
        return "\n\n".join(part for part in paragraphs if part)


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
