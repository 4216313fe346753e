"""Forms that move cases along."""

from typing import Any

from django import forms

from meetings.agenda.models import AgendaItem, Meeting


def open_meetings() -> Any:
    """Those a case can be put into: neither held nor cancelled, the newest first."""
    return Meeting.objects.filter(closed_at=None, cancelled_at=None).order_by("-held_on", "pk")


class PlaceForm(forms.Form):
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="Møte", empty_label=None)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = open_meetings().exclude(pk=item.meeting_id)
        self.fields["meeting"].queryset = choices  # type: ignore[attr-defined]
        self.fields["meeting"].label_from_instance = lambda meeting: f"{meeting}, {meeting.held_on:%d.%m.%Y}"  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """Which of the cases that wait come to a meeting."""

    items = forms.ModelMultipleChoiceField(
        AgendaItem.objects.waiting().order_by("pk"),
        label="Saker",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Velg minst én sak."},
    )


class OrderForm(forms.Form):
    """The keys of the cases in their new order, with commas between them."""

    order = forms.RegexField(r"^\d+(,\d+)*$")

    @property
    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["order"].split(",")]


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Hva mangler?",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står på saken, så de som skriver den ser hva de skal gjøre.",
        error_messages={"required": "Skriv hva som mangler, så de som skriver saken vet hva de skal gjøre."},
    )
