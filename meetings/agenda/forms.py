"""Forms of meetings and cases."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_prose_editor.fields import ProseEditorFormField

from meetings.agenda import actions
from meetings.agenda.models import AgendaItem, Meeting
from meetings.exemptions.forms import EXEMPTION, ExemptionForm
from rorikt.pages.fields import ClockField, DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import User
from rorikt.texts import richtext
from rorikt.texts.richtext import EDITOR


def staff() -> QuerySet[User]:
    roles = [User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR, User.Role.ADMINISTRATOR]
    return User.objects.filter(is_active=True, role__in=roles)


class MeetingForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ["held_on", "sequence", "starts_at", "place", "is_remote"]
        field_classes = {"held_on": DayField, "starts_at": ClockField}

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["sequence"]
        number.required = False
        if self.instance.pk:
            number.disabled = True
            number.help_text = "Nummeret står på utsendte sakslister og kan ikke endres."
        else:
            proposed = actions.next_sequence(this_year)
            number.help_text = f"Neste ledige i {this_year} er {proposed}. Tomt felt gir neste ledige i møtedatoens år."

    def clean_held_on(self) -> Any:
        held_on = self.cleaned_data["held_on"]
        if self.instance.pk and held_on.year != self.instance.year:
            raise ValidationError(
                f"Møtet har nummer {self.instance.number}, så datoen må ligge i {self.instance.year}."
            )
        return held_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.instance.pk and data.get("held_on") and "sequence" in data:
            self.instance.year = data["held_on"].year
            if data["sequence"] is None:
                data["sequence"] = actions.next_sequence(self.instance.year)
            if Meeting.objects.filter(year=self.instance.year, sequence=data["sequence"]).exists():
                self.add_error("sequence", "Året har allerede et møte med dette nummeret. Velg et annet.")
        return data


class AgendaItemForm(ExemptionForm):
    summary = ProseEditorFormField(label="Omtale", required=False, extensions=EDITOR)

    class Meta:
        model = AgendaItem
        fields = ["title", "kind", "summary", "case_officers", *EXEMPTION, "amounts_are_open"]
        widgets = {"case_officers": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_officers"].queryset = staff()  # type: ignore[attr-defined]

    def clean_summary(self) -> str:
        return richtext.clean_short(self.cleaned_data["summary"])
