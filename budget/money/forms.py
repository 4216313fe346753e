"""Form fields of the money. They read what people type; the rules are in the actions and in the constraints."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from rorikt.pages.fields import AmountField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality

UNITS = [("tusen", "hele 1000 kroner"), ("ore", "kroner og øre")]


class UnitForm(forms.Form):
    """How amounts are shown on a page. An odd value in the address is as none."""

    unit = forms.ChoiceField(label="Vis beløp i", choices=UNITS, required=False)

    @property
    def is_exact(self) -> bool:
        self.is_valid()  # an odd value in another field does not take the unit away
        return self.cleaned_data.get("unit") == "ore"


class MunicipalityFields(ErrorsAtFields, forms.Form):
    """A form with one field for each municipality, named `prefix_1506`."""

    field_prefix = ""
    label = "{}"
    municipalities: list[Municipality]

    def add_fields(self, municipalities: Iterable[Municipality], field: type[AmountField], **options: Any) -> None:
        self.municipalities = list(municipalities)
        for municipality in self.municipalities:
            self.fields[self.field_name(municipality)] = field(label=self.label.format(municipality), **options)

    def field_name(self, municipality: Municipality) -> str:
        return f"{self.field_prefix}_{municipality.pk}"

    def values(self) -> dict[Municipality, Decimal | None]:
        return {
            municipality: self.cleaned_data.get(self.field_name(municipality)) for municipality in self.municipalities
        }


def year_field(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=2000,
        max_value=2100,
        error_messages={"min_value": "Året må være etter 1999.", "max_value": "Året må være før 2101."},
        **options,
    )
