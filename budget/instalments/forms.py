"""Forms of the days of payment, and of what is planned on account."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from budget.instalments.dividing import fault_of
from budget.instalments.models import Instalment
from budget.money.forms import MunicipalityFields
from rorikt.pages.fields import AmountField, DayField, PercentField
from rorikt.pages.forms import ErrorsAtFields

MOST = 12


class InstalmentsForm(ErrorsAtFields, forms.Form):
    """A line for each day of payment; those that are empty do not count."""

    def __init__(self, *args: Any, year: int, of: str, **kwargs: Any) -> None:
        self.year = year
        stored = list(Instalment.objects.of_year(year, of))
        initial: dict[str, Any] = {f"due_{place}": row.due_on for place, row in enumerate(stored, 1)}
        initial |= {f"percent_{place}": row.percent for place, row in enumerate(stored, 1)}
        super().__init__(*args, initial=initial, **kwargs)
        for place in range(1, max(MOST, len(stored)) + 1):
            self.fields[f"due_{place}"] = DayField(label=f"Termin {place}, forfall", required=False)
            self.fields[f"percent_{place}"] = PercentField(label=f"Termin {place}, andel i prosent", required=False)

    def terms(self) -> list[tuple[date, Decimal | None]]:
        places = [name.removeprefix("due_") for name in self.fields if name.startswith("due_")]
        data = self.cleaned_data
        given = [(data.get(f"due_{place}"), data.get(f"percent_{place}")) for place in places]
        return sorted((day, percent) for day, percent in given if day)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name in [name for name in self.fields if name.startswith("percent_")]:
            due = f"due_{name.removeprefix('percent_')}"
            if data.get(name) is not None and not data.get(due) and due not in self.errors:
                self.add_error(due, "Skriv når terminen forfaller.")
        if not self.errors and (fault := fault_of(self.terms(), self.year)):
            self.add_error(None, fault)
        return data


class PlannedForm(MunicipalityFields):
    field_prefix = "planned"

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        error = {"min_value": "Planlagt akonto kan ikke være under null."}
        self.add_fields(municipalities, AmountField, required=False, min_value=Decimal(0), error_messages=error)


class InvoicedForm(ErrorsAtFields, forms.Form):
    invoiced_on = DayField(
        label="Fakturaene for terminen er sendt", required=False, help_text="La stå tom hvis de ikke er sendt."
    )
