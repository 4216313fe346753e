"""Forms of balances: the day they are of, and the answer."""

from django import forms

from budget.balances.models import BalanceConfirmation
from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields

Answer = BalanceConfirmation.Answer


class IssueForm(ErrorsAtFields, forms.Form):
    as_of = DayField(
        label="Saldo per", help_text="Bare det som var fakturert og betalt til og med denne dagen, teller."
    )


class AnswerForm(ErrorsAtFields, forms.Form):
    answer = forms.ChoiceField(
        label="Svar",
        choices=[(Answer.CONFIRMED, "Saldoen stemmer"), (Answer.DISPUTED, "Saldoen stemmer ikke")],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Merknad",
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text="Må fylles ut når saldoen ikke stemmer.",
    )
