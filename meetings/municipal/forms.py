"""The switch that shows the share of one municipality."""

from typing import Any

from django import forms
from django.urls import reverse

from meetings.municipal.whose import NOT_CHOSEN, may_choose, municipality_of
from rorikt.pages.going_back import is_own_page
from rorikt.people.models import Municipality, User


class SwitchForm(forms.Form):
    """`back` is the page that it was switched on; one outside the site is not followed."""

    municipality = forms.ModelChoiceField(
        label="Kommune",
        queryset=Municipality.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": NOT_CHOSEN},
    )
    is_on = forms.BooleanField(label="Vis andelen ved siden av alle beløp som er delt på kommunene", required=False)
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = municipality_of(user)
        if may_choose(user):
            self.initial.setdefault("municipality", own)
            # The switch of a page sends none, and keeps the one that there is.
            self.fields["municipality"].required = own is None and not (self.is_bound and "is_on" not in self.data)
        else:
            del self.fields["municipality"]
            self.fields["is_on"].label = f"Vis andelen til {own} ved siden av alle beløp som er delt på kommunene"

    def clean_back(self) -> str:
        back: str = self.cleaned_data["back"]
        return back if is_own_page(back) else reverse("rorikt:home")
