"""Forms of budget files: which column is which, and the decision that a file in an adopted year rests on."""

from collections.abc import Mapping
from typing import Any

from django import forms

from budget.budget_files import budget_file
from budget.budget_files.actions import DECIDED
from budget.budget_files.budget_file import FIELDS, YEAR_OF_FILE
from budget.budget_files.report import FilePage
from budget.frame.forms import DecisionFields
from budget.ledger.accounts_file import FIRST_YEAR, LAST_YEAR, year_in
from rorikt.imports import forms as imports


class ColumnsForm(imports.ColumnsForm):
    row_fields = FIELDS
    flags = ("turn_sign", "in_thousands", "skip_sums")
    at_first = ("skip_sums",)

    year_of_file = forms.IntegerField(
        label="Budsjettet gjelder året", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    turn_sign = forms.BooleanField(
        label="Snu fortegnet", required=False, help_text="Når filen har inntekter som positive tall."
    )
    in_thousands = forms.BooleanField(label="Beløpene er i hele 1000 kroner", required=False)
    skip_sums = forms.BooleanField(
        label="Hopp over rader uten konto", required=False, help_text="Summer og overskrifter i filen."
    )
    source_name = imports.optional_source()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["year_of_file", *(f"column_{one.name}" for one in FIELDS)])

    def own_initial(self) -> dict[str, Any]:
        told = year_in(self.stored.get("amount", "")) or year_in(self.imported.original_name)
        return {"year_of_file": self.imported.options.get(YEAR_OF_FILE) or told}

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        return budget_file.faults(mapping, options, self.layout)

    def options(self) -> dict[str, Any]:
        return {YEAR_OF_FILE if name == "year_of_file" else name: value for name, value in super().options().items()}


class ConfirmForm(imports.ConfirmForm, DecisionFields):
    """The decision, where the file becomes a regulation; else nothing is asked."""

    reason = forms.CharField(label="Begrunnelse", max_length=300)

    def __init__(self, *args: Any, page: FilePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not page.becomes_regulation:
            self.fields.clear()

    def options(self) -> dict[str, Any]:
        if not self.fields:
            return {}
        decided = self.decided()
        return {
            DECIDED: {
                "decision": decided.text,
                "decided_on": decided.decided_on.isoformat(),
                "case": decided.case.pk if decided.case else None,
                "reason": self.cleaned_data["reason"],
            }
        }
