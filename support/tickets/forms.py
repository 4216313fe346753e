"""The form of the account of a critical event."""

from django import forms

from rorikt.pages.forms import ErrorsAtFields
from support.tickets.models import CriticalEvent


class CriticalEventForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = CriticalEvent
        fields = ["what", "outcome"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in fields}
        help_texts = {
            "what": "Hva som sviktet, og hvem det gikk ut over. Ikke navn på personer.",
            "outcome": "Hva som ble gjort, og når det virket igjen.",
        }
        error_messages = {
            "what": {"required": "Skriv hva som skjedde."},
            "outcome": {"required": "Skriv hvordan det gikk."},
        }
