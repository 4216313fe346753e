"""What is sent while a meeting is held. Each carries the stamp of what its writer has seen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from meetings.council.models import CouncilMember
from meetings.proceedings.models import CaseAbsence, Proposal, Treatment
from rorikt.pages.forms import ErrorsAtFields

STATES = [("", "Ikke ført"), ("present", "Til stede"), ("absent", "Forfall"), ("left", "Gått")]
LONGEST = 20_000  # characters of a text


class SeenForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class AttendanceForm(SeenForm):
    state = forms.ChoiceField(label="Frammøte", choices=STATES, required=False)
    stands_in_for = forms.IntegerField(label="Møter for", required=False, min_value=1)
    reason = forms.CharField(label="Grunn", required=False, max_length=200)


class LeaderForm(SeenForm):
    leader_id = forms.IntegerField(label="Møteleder", required=False, min_value=1)


class PartForm(SeenForm):
    """One part of what is written of a case; a text, or «on» for a yes."""

    def __init__(self, data: Any, part: str) -> None:
        super().__init__(data)
        label = str(getattr(Treatment._meta.get_field(part), "verbose_name", part)).capitalize()
        self.fields[part] = forms.CharField(label=label, required=False, max_length=LONGEST)


class VotingForm(SeenForm):
    voting = forms.CharField(label="Avstemning", error_messages={"required": "Velg hvordan det stemmes."})


class VoteForm(SeenForm):
    choice = forms.CharField(label="Stemme", error_messages={"required": "Velg stemmen."})

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = list(choices)  # type: ignore[attr-defined]  # only told by, see answering.NotSaved


class WordForm(SeenForm):
    text = forms.CharField(
        label="Forslag", max_length=LONGEST, error_messages={"required": "Skriv forslaget."}, widget=forms.Textarea
    )


class SettleForm(SeenForm):
    outcome = forms.ChoiceField(label="Utfall", choices=Treatment.Outcome)
    decision = forms.CharField(label="Vedtak", required=False, max_length=LONGEST, widget=forms.Textarea)


class _OfTheDay(ErrorsAtFields, forms.ModelForm):
    """Of those who have a seat in the council on the day of the meeting."""

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = CouncilMember.objects.seated_on(day)


class AbsenceForm(_OfTheDay):
    class Meta:
        model = CaseAbsence
        fields = ["seat", "reason", "basis", "substitute"]


class ProposalForm(_OfTheDay):
    class Meta:
        model = Proposal
        fields = ["text", "put_by"]
