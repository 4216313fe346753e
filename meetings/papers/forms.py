"""The form of the text of a section."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorFormField

from meetings.agenda.forms import staff
from meetings.documents.models import Section
from meetings.papers import checks
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.texts import richtext
from rorikt.texts.richtext import EDITOR


class SectionForm(ErrorsAtFields, forms.ModelForm):
    """`revision` is the one that was opened; see writing.save_section."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    body = ProseEditorFormField(label="Tekst", required=False, extensions=EDITOR)

    class Meta:
        model = Section
        fields = ["title", "body", "state", "responsible", "deadline_on"]
        field_classes = {"deadline_on": DayField}

    def __init__(self, *args: Any, may_assign: bool, **kwargs: Any) -> None:
        """Without `may_assign` the person and the deadline are only shown, and quality is not said to be checked."""
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = staff()  # type: ignore[attr-defined]
        self.fields["responsible"].empty_label = "Ingen"  # type: ignore[attr-defined]
        self.fields["body"].widget.attrs["rows"] = 18
        for name in ("responsible", "deadline_on"):
            self.fields[name].disabled = not may_assign
        if not may_assign and self.instance.state != Section.State.ASSURED:
            states = [choice for choice in Section.State.choices if choice[0] != Section.State.ASSURED]
            self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.initial["revision"] = self.instance.revision

    def clean_body(self) -> str:
        """What was wrong already, such as a figure that has no accounts yet, does not stop one who writes on."""
        body = richtext.clean(self.cleaned_data["body"])
        problems = checks.text_problems(body, self.instance.document)
        if problems:
            before = checks.text_problems(self.initial["body"], self.instance.document)
            problems = [problem for problem in problems if problem not in before]
        if problems:
            raise ValidationError(problems)
        return body
