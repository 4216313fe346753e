"""Forms of what is done after a decision."""

from typing import Any

from django import forms

from meetings.followup.models import Action, MunicipalityAct
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import User

NOTES = {"notes": forms.Textarea(attrs={"rows": 4})}


class ActionForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Action
        fields = ["title", "owner", "body", "due_on", "notes"]
        field_classes = {"due_on": DayField}
        widgets = NOTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]


class ActionStateForm(ErrorsAtFields, forms.ModelForm):
    """How it goes: for the owner too."""

    class Meta:
        model = Action
        fields = ["state", "lapse_reason", "notes"]
        widgets = {"state": forms.RadioSelect, **NOTES}


class AskForm(forms.Form):
    kind = forms.ChoiceField(choices=MunicipalityAct.Kind.choices)


class MunicipalityActForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = MunicipalityAct
        fields = ["state", "acted_on", "reference"]
        field_classes = {"acted_on": DayField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = (MunicipalityAct.State.UNTREATED, *MunicipalityAct.ENDS[MunicipalityAct.Kind(self.instance.kind)])
        self.fields["state"].choices = [(state.value, state.label) for state in ends]  # type: ignore[attr-defined]
