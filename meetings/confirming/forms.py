"""Forms of minutes: a deadline, a comment and its answer, a signature on paper, and which text to keep."""

from typing import Any

from django import forms

from meetings.agenda.closed import title_for
from meetings.agenda.models import Meeting
from meetings.minutes.making import Clash
from meetings.minutes.models import Minutes, MinutesComment
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import User

KEEP, TAKE = "keep", "take"


class SendForm(ErrorsAtFields, forms.ModelForm):
    comments_until = DayField(label="Frist for merknader", help_text="Merknader kan skrives til og med denne dagen.")

    class Meta:
        model = Minutes
        fields = ["comments_until"]


class CommentForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = MinutesComment
        fields = ["item", "text"]

    def __init__(self, *args: Any, meeting: Meeting, by: User, **kwargs: Any) -> None:
        """Cases are named as the person who comments may see them."""
        super().__init__(*args, **kwargs)
        self.fields["item"].label_from_instance = lambda item: f"{item.number} {title_for(item, by)}"  # type: ignore[attr-defined]
        self.fields["item"].queryset = meeting.agenda.select_related("meeting")  # type: ignore[attr-defined]
        self.fields["item"].empty_label = "Protokollen ellers"  # type: ignore[attr-defined]


class AnswerForm(ErrorsAtFields, forms.ModelForm):
    outcome = forms.ChoiceField(label="Utfall", choices=MinutesComment.Outcome, widget=forms.RadioSelect)

    class Meta:
        model = MinutesComment
        fields = ["outcome", "answer"]


class SignedForm(forms.Form):
    name = forms.CharField(label="Underskrevet av", max_length=160, help_text="Navn og funksjon, som på papiret.")
    signed_on = DayField(label="Underskrevet")


class RenewForm(forms.Form):
    """A choice for each section that a person has edited and the meeting would give another text."""

    def __init__(self, *args: Any, clashes: tuple[Clash, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for clash in clashes:
            self.fields[clash.name] = forms.ChoiceField(
                label=f"Hvilken tekst skal stå i «{clash.section.title}»?",
                choices=[(KEEP, "Behold teksten som står"), (TAKE, "Bruk teksten fra møtet")],
                widget=forms.RadioSelect,
            )

    def chosen(self, choice: str) -> list[str]:
        return [name for name, value in self.cleaned_data.items() if value == choice]
