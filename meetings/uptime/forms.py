"""Which ticket is to become an incident."""

from django import forms


class TicketForm(forms.Form):
    number = forms.IntegerField(min_value=1)
