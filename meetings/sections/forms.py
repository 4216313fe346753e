"""The form of the text of a section."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorFormField

from meetings.agenda.forms import staff
from meetings.documents.models import Section
from meetings.revisions.addresses import editor_addresses
from meetings.revisions.saving import check_size
from rorikt.pages.fields import DayField
from rorikt.pages.forms import SEEN, ErrorsAtFields
from rorikt.texts import richtext
from rorikt.texts.richtext import ALLOWED_TAGS, SECTION_EDITOR

_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9:]*)")
# What the sanitiser takes away with all that stands in it, or draws or runs something: the author is to know.
_TOLD = {"script", "style", "iframe", "object", "embed", "svg", "video", "audio", "form", "input"}


class SectionForm(ErrorsAtFields, forms.ModelForm):
    """`text_seen` is the stamp of the revision that was opened; see saving.save_section.

    A draft holds back no text: a token that means nothing is told, not refused, and where `is_draft` says that it is
    saved as it is written, a field that cannot be stored stays as it was (`notes`) and the text is stored without it.
    """

    text_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    body = ProseEditorFormField(label="Tekst", required=False, extensions=SECTION_EDITOR, strip=False)

    class Meta:
        model = Section
        fields = ["title", "body", "state", "responsible", "deadline_on"]
        field_classes = {"deadline_on": DayField}

    def __init__(self, *args: Any, may_assign: bool, is_draft: bool = False, **kwargs: Any) -> None:
        """Without `may_assign` the person and the deadline are only shown, and quality is not said to be checked."""
        super().__init__(*args, **kwargs)
        self.is_draft, self.notes = is_draft, list[str]()
        self.fields["responsible"].queryset = staff()  # type: ignore[attr-defined]
        self.fields["responsible"].empty_label = "Ingen"  # type: ignore[attr-defined]
        self.fields["body"].widget.attrs |= {"rows": 18, **editor_addresses(self.instance)}
        for name in ("responsible", "deadline_on"):
            self.fields[name].disabled = not may_assign
        if not may_assign and self.instance.state != Section.State.ASSURED:
            states = [choice for choice in Section.State.choices if choice[0] != Section.State.ASSURED]
            self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.initial["text_seen"] = str(self.instance.revision)
        del self.fields[SEEN]  # what overlaps is found field by field

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_draft or "body" in self.errors:
            return
        for name, told in list(self.errors.items()):
            label = (name in self.fields and self.fields[name].label) or ""
            self.notes.append(f"{label}: {' '.join(map(str, told))} Feltet er ikke lagret.".strip(": "))
            del self._errors[name]  # type: ignore[attr-defined]
        self.cleaned_data.setdefault("text_seen", "")  # a stamp that is none was never seen

    def clean_body(self) -> str:
        typed = self.cleaned_data["body"]
        check_size(typed)
        left_out = sorted(({tag.lower() for tag in _TAG.findall(typed)} & _TOLD) - ALLOWED_TAGS)
        if left_out:
            self.notes.append(f"Dette kan ikke stå i et avsnitt, og er ikke tatt med: {', '.join(left_out)}.")
        body = richtext.clean(typed)
        if too_much := richtext.problems(body):
            raise ValidationError(too_much)
        return body
