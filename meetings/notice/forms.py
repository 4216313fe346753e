"""What a person writes of a notice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.agenda.models import Meeting
from meetings.notice import checks
from meetings.notice.sending import Written
from rorikt.pages.fields import ClockField


class LetterForm(forms.Form):
    """`number` is that of the notice the person sees, so that of several who send at once one does."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label="Emne", max_length=200)
    text = forms.CharField(
        label="Tekst",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        help_text="Tid, sted, saksliste og lenker kommer etter teksten av seg selv.",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if problems := checks.letter_problems(self.meeting, data.get("subject", ""), data.get("text", "")):
            raise ValidationError(problems)
        return data

    @property
    def written(self) -> Written:
        return Written(self.cleaned_data["subject"], self.cleaned_data["text"], self.cleaned_data.get("ends_at"))


class NoticeForm(LetterForm):
    ends_at = ClockField(
        label="Ventet slutt",
        required=False,
        help_text="Står i kalenderen til dem som kalles inn.",
    )
    is_sure = forms.BooleanField(label="Jeg har lest advarslene, og sender likevel", required=False)

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_warnings:
            del self.fields["is_sure"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts_at, ends_at = self.meeting.starts_at, data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "Møtet må slutte etter at det begynner.")
        if "is_sure" in self.fields and "send" in self.data and not data.get("is_sure"):
            self.add_error("is_sure", "Kryss av for at du har lest advarslene, eller rett det de gjelder.")
        return data


class CallOffForm(LetterForm):
    pass
