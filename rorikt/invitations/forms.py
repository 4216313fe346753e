"""Inviting somebody, and the choice of a password by who was invited."""

from typing import Any

from django import forms

from rorikt.invitations.models import Invitation
from rorikt.pages.forms import ErrorsAtFields


class InvitationForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "name", "role", "municipality"]


class AcceptForm(forms.Form):
    name = forms.CharField(label="Navn", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Passord",
        strip=False,
        help_text="Minst tolv tegn. Velg for eksempel fire ord som ikke hører sammen.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Passordet en gang til", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("password") != self.cleaned_data.get("again"):
            self.add_error("again", "De to passordene er ikke like.")
        return cleaned
