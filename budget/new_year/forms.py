"""Forms of a year that begins: what is taken from the year before, and the budgets of its lines."""

from collections.abc import Iterable
from copy import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budget.lines.models import BudgetLine
from budget.new_year.copying import Budget, Choices
from rorikt.audit import seen
from rorikt.pages.fields import AmountField, PercentField

PARTS = {
    "has_lines": "Budsjettlinjer",
    "has_distribution": "Fordelingen på måneder",
    "has_mappings": "Kontokoblinger",
    "has_causes": "Årsaker til avvik, bare navnene",
}


class ChoicesForm(forms.Form):
    """What is taken. Read from the query string to be shown, and from what is posted to be done."""

    budget = forms.ChoiceField(label="Årsbudsjett på nye linjer", choices=Budget.choices, initial=Budget.AS_IT_WAS)
    percent = PercentField(
        label="Endring i prosent",
        required=False,
        min_value=Decimal(-50),
        max_value=Decimal(100),
        error_messages={
            "min_value": "Endringen må være mellom −50 og 100 prosent.",
            "max_value": "Endringen må være mellom −50 og 100 prosent.",
        },
        help_text="Bare når budsjettet endres med en prosent. Beløpene rundes av til hele kroner.",
    )
    parts = forms.MultipleChoiceField(
        label="Dette hentes",
        choices=list(PARTS.items()),
        initial=list(PARTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Velg minst én ting å hente."},
    )

    def clean(self) -> dict[str, Any]:
        is_raised = self.cleaned_data.get("budget") == Budget.RAISED
        if is_raised and self.cleaned_data.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", "Skriv hvor mange prosent budsjettet skal endres med, for eksempel 2,8.")
        return self.cleaned_data

    def choices(self) -> Choices:
        parts = {name: name in self.cleaned_data["parts"] for name in PARTS}
        return Choices(Budget(self.cleaned_data["budget"]), self.cleaned_data["percent"] or Decimal(0), **parts)


class BudgetsForm(forms.Form):
    """The budget of each of these lines, and what the person saw of it."""

    marks = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Iterable[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.pk: line for line in lines}
        for pk, line in self.lines.items():
            self.fields[str(pk)] = AmountField(label=f"Årsbudsjett for {line.title}", initial=line.budgeted)
        self.fields["marks"].initial = " ".join(f"{pk}:{_mark(line)}" for pk, line in self.lines.items())

    def budgets(self) -> dict[BudgetLine, Decimal]:
        return {line: self.cleaned_data[str(pk)] for pk, line in self.lines.items()}

    def seen(self) -> dict[int, str]:
        """Primary key to the mark of what was shown."""
        pairs = [pair.partition(":") for pair in self.cleaned_data["marks"].split()]
        return {int(pk): mark for pk, _, mark in pairs if pk.isdecimal()}

    def refuse(self, error: ValidationError) -> None:
        """What another has changed is shown at its line; who stores again has seen it."""
        for name, faults in error.message_dict.items():
            self.add_error(name if name in self.fields else None, faults)
        typed = copy(self.data)
        stored = BudgetLine.objects.filter(pk__in=self.lines)
        typed["marks"] = " ".join(f"{line.pk}:{_mark(line)}" for line in stored)  # type: ignore[index]
        self.data = typed


def _mark(line: BudgetLine) -> str:
    return seen.marks_of(line, ["budgeted"])["budgeted"]
