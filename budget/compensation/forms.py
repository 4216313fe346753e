"""The form of who claims the compensation of VAT."""

from django import forms

from budget.compensation.models import VatClaim
from rorikt.pages.forms import ErrorsAtFields


class VatClaimForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = VatClaim
        fields = ["year", "claimant", "source"]
        widgets = {"claimant": forms.RadioSelect}
