"""The form of a seat in the council."""

from typing import Any

from django import forms
from django.db.models import Q

from meetings.council.models import CouncilMember
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import User


class SeatForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = CouncilMember
        fields = ["name", "function", "municipality", "rank", "from_on", "until_on", "email", "user"]
        field_classes = {"from_on": DayField, "until_on": DayField}
        help_texts = {
            "user": "Den som logger inn. Velges når personen skal se sin egen side i møtet.",
            "until_on": "Fylles ut når vervet tar slutt. Personen blir stående i møtene til da.",
            "rank": "Rekkefølgen varamedlemmene fra samme kommune kalles inn i. "
            "Står det tomt, kommer personen sist. Gjelder bare varamedlemmer.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(pk=self.instance.user_id)
        self.fields["user"].queryset = User.objects.filter(Q(is_active=True) | own)  # type: ignore[attr-defined]
        self.fields["user"].empty_label = "Logger ikke inn"  # type: ignore[attr-defined]
        self.fields["municipality"].empty_label = "Ingen kommune"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A number is that of a substitute: one who is no longer that loses it."""
        data = super().clean() or self.cleaned_data
        if data.get("function") != CouncilMember.Function.SUBSTITUTE and "rank" in data and self.instance.rank:
            data["rank"] = None
        return data
