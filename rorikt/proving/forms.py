"""Which part of the trail, and as what."""

from typing import Any

from django import forms

from rorikt.pages.fields import DayField

FORMATS = (("jsonl", "Linjer av JSON, med alt som trengs for å kontrollere kjeden"), ("csv", "CSV"), ("xlsx", "XLSX"))


class PeriodForm(forms.Form):
    first = DayField(label="Fra og med")
    last = DayField(label="Til og med")
    kind = forms.ChoiceField(label="Format", choices=FORMATS)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "Perioden slutter før den begynner. Bytt om dagene.")
        return given
