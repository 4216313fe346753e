"""The form of the text of a section."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_prose_editor.fields import ProseEditorFormField

from meetings.agenda.forms import staff
from meetings.documents.models import Section
from meetings.papers import checks
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.texts import richtext
from rorikt.texts.richtext import SECTION_EDITOR


class SectionForm(ErrorsAtFields, forms.ModelForm):
    """`revision` is the one that was opened; see writing.save_section."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    body = ProseEditorFormField(label="Tekst", required=False, extensions=SECTION_EDITOR)

    class Meta:
        model = Section
        fields = ["title", "body", "state", "responsible", "deadline_on"]
        field_classes = {"deadline_on": DayField}

    def __init__(self, *args: Any, may_assign: bool, **kwargs: Any) -> None:
        """Without `may_assign` the person and the deadline are only shown."""
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = staff()  # type: ignore[attr-defined]
        self.fields["responsible"].empty_label = "Ingen"  # type: ignore[attr-defined]
        self.fields["body"].widget.attrs |= {"rows": 18, **self._addresses()}
        for name in ("responsible", "deadline_on"):
            self.fields[name].disabled = not may_assign
        self.initial["revision"] = self.instance.revision

    def _addresses(self) -> dict[str, str]:
        """Where the editor sends what is pasted and its pictures, and finds them again."""
        section = self.instance
        shown = reverse("meetings:picture", args=[section.document_id, "0"])
        return {
            "data-paste-url": reverse("meetings:section-paste", args=[section.pk]),
            "data-upload-url": reverse("meetings:section-picture", args=[section.pk]),
            "data-pictures-url": shown.removesuffix("0/"),
        }

    def clean_body(self) -> str:
        """What was wrong already, such as a figure that has no accounts yet, does not stop one who writes on."""
        body = richtext.clean(self.cleaned_data["body"])
        if too_much := richtext.problems(body):
            raise ValidationError(too_much)
        problems = checks.text_problems(body, self.instance.document)
        if problems:
            before = checks.text_problems(self.initial["body"], self.instance.document)
            problems = [problem for problem in problems if problem not in before]
        if problems:
            raise ValidationError(problems)
        return body
