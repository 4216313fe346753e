"""The form of a suggested change, and the one by which it is taken or refused."""

from typing import Any

from django import forms
from django_prose_editor.fields import ProseEditorFormField

from meetings.documents.models import Section
from meetings.proposing.models import LONGEST
from meetings.revisions.addresses import editor_addresses
from meetings.revisions.saving import check_size
from rorikt.texts import richtext
from rorikt.texts.merging import Choice
from rorikt.texts.richtext import SECTION_EDITOR
from rorikt.texts.taking import SuggestedChange

LABELS: dict[Choice, str] = {"mine": "Bruk forslaget", "both": "Ta med begge", "theirs": "Behold det som står nå"}


class SuggestForm(forms.Form):
    """`base` is the stamp of the text that is changed. A text kept in the browser goes by the one it was written on."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    body = ProseEditorFormField(label="Tekst", required=False, extensions=SECTION_EDITOR, strip=False)
    reason = forms.CharField(
        label="Hvorfor",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Leses av den som avgjør forslaget.",
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "base": str(section.revision), "body": section.body}
        self.fields["body"].widget.attrs |= {"rows": 18, **editor_addresses(section)}

    def clean_body(self) -> str:
        typed: str = self.cleaned_data["body"]
        check_size(typed)
        body = richtext.clean(typed)
        if too_much := richtext.problems(body):
            raise forms.ValidationError(too_much)
        return body


class DecideForm(forms.Form):
    """A box for each change, and for a block that somebody has changed too, the choice between the two."""

    seen = forms.CharField(widget=forms.HiddenInput)
    answer = forms.CharField(label="Svar", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, changes: list[SuggestedChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = changes
        for change in changes:
            self.fields[f"block-{change.key}"] = _field_of(change)

    @property
    def rows(self) -> list[tuple[SuggestedChange, forms.BoundField]]:
        return [(change, self[f"block-{change.key}"]) for change in self.changes]

    @property
    def has_boxes(self) -> bool:
        return any(not change.is_overtaken for change in self.changes)

    def choices(self) -> dict[str, Choice]:
        """As `take_edit` takes them."""
        chosen = {change.key: self.cleaned_data[f"block-{change.key}"] for change in self.changes}
        return {key: {True: "mine", False: "theirs"}.get(value, value) for key, value in chosen.items()}


def _field_of(change: SuggestedChange) -> forms.Field:
    if not change.is_overtaken:
        return forms.BooleanField(label="Ta inn", required=False, initial=True)
    return forms.ChoiceField(
        label="Hva skal stå?",
        choices=[(choice, LABELS[choice]) for choice in change.choices],
        widget=forms.RadioSelect,
        error_messages={"required": "Velg hva som skal stå her."},
    )
