"""Forms of memberships and purposes."""

from typing import Any

from django import forms

from budget.memberships.models import Membership
from budget.purposes.models import KeyPurpose
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields


class MembershipForm(ErrorsAtFields, forms.ModelForm):
    first_on = DayField(label="Medlem fra")
    last_on = DayField(label="Medlem til og med", required=False, help_text="La stå tom så lenge medlemskapet varer.")
    case = CaseField(required=False)

    class Meta:
        model = Membership
        fields = ["municipality", "first_on", "last_on", "case"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["case"] = CaseField.typed(self.instance.case)
            self.fields["municipality"].disabled = True


class PurposeForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = KeyPurpose
        fields = ["title", "counts_by"]
