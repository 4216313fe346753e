"""Forms of the decisions that make the frame."""

from collections.abc import Iterable
from typing import Any

from django import forms

from budget.frame.actions import Decision, EstimatedChange
from budget.frame.models import FrameChange
from budget.money.forms import year_field
from budget.purposes.fields import PurposeField
from rorikt.amounts import kroner
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields

LONGEST_DECISION = 300  # letters


class DecisionFields(ErrorsAtFields, forms.Form):
    """What the council decided, in words, and where."""

    decision = forms.CharField(
        label="Vedtak", max_length=LONGEST_DECISION, help_text="Hvem som vedtok hva. Står ved beløpet på rammesiden."
    )
    decided_on = DayField(label="Vedtatt dato")
    case = CaseField()

    def decided(self) -> Decision:
        data = self.cleaned_data
        return Decision(data["decision"], data["decided_on"], data["case"])


class EstimateDecisionForm(DecisionFields):
    """Which years of an estimate the council has decided."""

    changes = forms.MultipleChoiceField(
        label="Registreres i rammen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Velg minst ett år."},
    )
    field_order = ["changes", "decision", "decided_on", "case"]

    def __init__(self, *args: Any, estimated: Iterable[EstimatedChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estimated = {change.code: change for change in estimated}
        self.fields["changes"].choices = [  # type: ignore[attr-defined]
            (code, f"{change.year}: {kroner(change.amount)} kr, {change.kind.label.lower()}")
            for code, change in self.estimated.items()
        ]

    def chosen(self) -> list[EstimatedChange]:
        return [self.estimated[code] for code in self.cleaned_data["changes"]]


class FrameChangeForm(DecisionFields):
    """A decision on the frame that comes of no estimate, the frame itself above all."""

    kind = forms.ChoiceField(label="Type", choices=FrameChange.Kind.choices, widget=forms.RadioSelect)
    year = year_field("År")
    title = forms.CharField(label="Tittel", max_length=160)
    amount = AmountField(label="Beløp", help_text="Det som legges til rammen; under null er et kutt.")
    purpose = PurposeField()
    holds_from = DayField(
        label="Gjelder fra",
        required=False,
        help_text="Når kostnaden begynner midt i året: da deles den etter nøklene fra denne dagen og ut året.",
    )
    field_order = ["kind", "year", "title", "amount", "purpose", "holds_from", "decision", "decided_on", "case"]


class NewDecisionForm(DecisionFields):
    amount = AmountField(label="Nytt beløp", help_text="Hele beløpet slik det blir. Forskjellen bokføres.")
    field_order = ["amount", "decision", "decided_on", "case"]
