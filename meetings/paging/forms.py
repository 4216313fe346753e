"""The form that leads to a page of the packet."""

import re

from django import forms

_TYPED = re.compile(r"(?:side|s\.)?\s*0*(\d{1,5})\s*([a-z]{0,3})", re.IGNORECASE)


class GoToPageForm(forms.Form):
    """As people write it: «17», «side 17» or «45 A»."""

    side = forms.CharField(label="Side i møtepakken", max_length=20)

    def clean_side(self) -> str:
        typed = _TYPED.fullmatch(self.cleaned_data["side"].strip())
        if not typed:
            raise forms.ValidationError("Skriv tallet som står øverst på siden, for eksempel 17 eller 45a.")
        return f"{typed[1]}{typed[2].lower()}"
