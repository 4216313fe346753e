"""Forms of counts: one for all municipalities on a day, and which column is which in a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from budget.counts import counts_file
from budget.counts.actions import Counted, field_of
from rorikt.imports import forms as imports
from rorikt.imports.reading import Field
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields


class DayForm(forms.Form):
    """Which day is counted."""

    day = DayField(label="Telt per")


class CountsForm(ErrorsAtFields, forms.Form):
    """A count for each on this page. What is left empty is not counted; 0 is nobody."""

    source = forms.CharField(
        label="Kilde", required=False, max_length=200, help_text="Rapporten eller systemet tallene er hentet fra."
    )

    def __init__(
        self, *args: Any, rows: Sequence[tuple[Counted, str]], stored: Mapping[Counted, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for who, name in rows:
            self.fields[field_of(who)] = AmountField(
                label=name,
                required=False,
                decimal_places=0,
                max_digits=10,
                min_value=0,
                max_value=counts_file.LARGEST,
                error_messages={
                    "min_value": "Et antall kan ikke være under 0.",
                    "max_value": "Antallet er for stort.",
                    "max_decimal_places": "Skriv et helt tall.",
                    "max_digits": "Antallet er for stort.",
                },
            )
            self.initial[field_of(who)] = stored.get(who)
            self.fields[self._seen(who)] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.initial[self._seen(who)] = stored.get(who)
        self.fields["source"] = self.fields.pop("source")  # last

    def counts(self) -> dict[Counted, int | None]:
        typed = {who: self.cleaned_data[field_of(who)] for who, _ in self.rows}
        return {who: None if count is None else int(count) for who, count in typed.items()}

    def seen(self) -> dict[Counted, int | None]:
        return {who: self.cleaned_data[self._seen(who)] for who, _ in self.rows}

    @staticmethod
    def _seen(who: Counted) -> str:
        return f"seen_{field_of(who)}"


class ColumnsForm(imports.ColumnsForm):
    """`row_fields` are those of the services there are now."""

    service_of_file = forms.TypedChoiceField(
        label="Hele filen gjelder tjenesten", required=False, coerce=int, empty_value=None
    )
    day_of_file = DayField(
        label="Hele filen er telt per", required=False, help_text="Når filen ikke har en kolonne med dato."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.row_fields: Sequence[Field] = counts_file.fields()
        super().__init__(*args, **kwargs)
        services: Any = self.fields["service_of_file"]
        services.choices = [("", "Står i filen"), *((one.pk, one.title) for one in counts_file.countable())]
        own = [f"column_{one.name}" for one in self.row_fields if one.name.startswith(counts_file.OF_SERVICE)]
        columns = [f"column_{one.name}" for one in counts_file.FIELDS]
        self.order_fields([*columns, "service_of_file", "day_of_file", *own])

    def own_initial(self) -> dict[str, Any]:
        options = self.imported.options
        day = options.get("day_of_file")
        return {"service_of_file": options.get("service_of_file"), "day_of_file": day and date.fromisoformat(day)}

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        return counts_file.faults(mapping, options, self.layout)

    def options(self) -> dict[str, Any]:
        """In plain JSON."""
        found = super().options()
        if day := found.get("day_of_file"):
            found["day_of_file"] = day.isoformat()
        return found
