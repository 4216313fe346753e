"""The form of a point of the cycle."""

from typing import Any

from django import forms
from django.db.models import Q

from meetings.cycle.models import CyclePoint
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import User


class CyclePointForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = CyclePoint
        fields = ["title", "kind", "case_kind", "month", "day", "days_before", "owner", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "case_kind": "Gjelder bare saker: saken lages når møtet forberedes.",
            "month": "Måneden punktet hører til. En sak kommer i det første møtet fra denne måneden.",
            "day": "Fristen. Står både denne og neste tomt, er fristen den siste i måneden.",
            "days_before": "Fylles ut i stedet for dagen når fristen følger det første møtet fra denne måneden.",
            "owner": "Får en påminnelse på e-post to uker før fristen, og en til hvis den går ut.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(Q(is_active=True) | Q(pk=self.instance.owner_id))
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A task is of no kind of case, whatever stood there before."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") == CyclePoint.Kind.TASK and "case_kind" in data:
            data["case_kind"] = ""
        return data
