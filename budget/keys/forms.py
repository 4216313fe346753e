"""Forms of the cost keys, of the calculator that proposes one, and of the inhabitants it counts."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from budget.keys.allocation import sum_fault
from budget.keys.calculator import Component
from budget.keys.models import InhabitantCount
from budget.money.forms import MunicipalityFields, year_field
from budget.purposes.models import KeyPurpose
from rorikt.amounts import kroner, short_date
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import AmountField, DayField, PercentField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality


class CalculatorForm(MunicipalityFields):
    """Up to five components of a key; those without a per cent are left out. Read from the query string."""

    year = year_field("Sammenlign med år", help_text="Viser hva nøkkelen ville ha betydd dette året.")
    equal_percent = PercentField(label="Lik del, prosent av nøkkelen", required=False)
    inhabitants_percent = PercentField(label="Innbyggere, prosent av nøkkelen", required=False)
    counted_on = forms.TypedChoiceField(
        label="Innbyggere per", coerce=date.fromisoformat, empty_value=None, required=False
    )
    counts = (("users", "Brukere"), ("devices", "Enheter"), ("other", "Annet antall"))

    def __init__(self, *args: Any, municipalities: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = InhabitantCount.objects.order_by("-counted_on").values_list("counted_on", flat=True).distinct()
        self.fields["counted_on"].choices = [(day.isoformat(), short_date(day)) for day in days]  # type: ignore[attr-defined]
        members = list(municipalities)
        for prefix, label in self.counts:
            self.fields[f"{prefix}_percent"] = PercentField(label=f"{label}, prosent av nøkkelen", required=False)
            self.field_prefix = prefix
            self.add_fields(members, AmountField, required=False, min_value=Decimal(0))
            for municipality in members:
                self.fields[self.field_name(municipality)].label = f"{label}, {municipality.name}"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        percents = [
            data.get(f"{name}_percent") for name in ("equal", "inhabitants", *(name for name, _ in self.counts))
        ]
        total = sum((percent for percent in percents if percent), Decimal(0))
        if not self.errors and total != 100:
            self.add_error("equal_percent", f"Delene er til sammen {kroner(total)} %. De skal være 100 %.")
        if data.get("inhabitants_percent") and not data.get("counted_on"):
            self.add_error("counted_on", "Velg hvilken dato innbyggertallene er fra. Legg dem inn først om de mangler.")
        for prefix, label in self.counts:
            if data.get(f"{prefix}_percent") and not any(self.weights(prefix).values()):
                first = f"{prefix}_{self.municipalities[0].pk}"
                self.add_error(first, f"Skriv antall for «{label.lower()}».")
        if data.get("inhabitants_percent") and data.get("counted_on") and not self._has_whole_count(data["counted_on"]):
            self.add_error("counted_on", "Innbyggertallet mangler for minst én kommune denne datoen.")
        return data

    def always(self) -> list[forms.BoundField]:
        """The fields that are always shown; the counts are folded, one group for each."""
        return [self[name] for name in ("year", "equal_percent", "inhabitants_percent", "counted_on")]

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Label, fields, and whether the group is in use and so unfolded."""
        for prefix, label in self.counts:
            names = [f"{prefix}_percent", *(f"{prefix}_{municipality.pk}" for municipality in self.municipalities)]
            fields = [self[name] for name in names]
            yield label, fields, any(field.value() or field.errors for field in fields)

    def components(self) -> list[Component]:
        data, found = self.cleaned_data, []
        if data["equal_percent"]:
            weights = {municipality.pk: Decimal(1) for municipality in self.municipalities}
            found.append(Component("Lik del", data["equal_percent"], weights))
        if data["inhabitants_percent"]:
            day = data["counted_on"]
            found.append(Component(f"Innbyggere {short_date(day)}", data["inhabitants_percent"], inhabitants_on(day)))
        for prefix, label in self.counts:
            if data[f"{prefix}_percent"]:
                found.append(Component(label, data[f"{prefix}_percent"], self.weights(prefix)))
        return found

    def weights(self, prefix: str) -> dict[str, Decimal]:
        return {
            municipality.pk: self.cleaned_data.get(f"{prefix}_{municipality.pk}") or Decimal(0)
            for municipality in self.municipalities
        }

    def _has_whole_count(self, day: date) -> bool:
        return {municipality.pk for municipality in self.municipalities} <= inhabitants_on(day).keys()


def inhabitants_on(day: date) -> dict[str, Decimal]:
    rows = InhabitantCount.objects.filter(counted_on=day).values_list("municipality", "count")
    return {number: Decimal(count) for number, count in rows}


class InhabitantCountForm(ErrorsAtFields, forms.ModelForm):
    counted_on = DayField(label="Dato")

    class Meta:
        model = InhabitantCount
        fields = ["municipality", "counted_on", "count"]


class SharesForm(MunicipalityFields):
    """The source and shares of a key. A wrong sum is shown at the first share, with how much is missing."""

    field_prefix = "share"
    label = "{}, andel i prosent"
    source = forms.CharField(
        label="Kilde", max_length=200, help_text="Vedtaket eller avtalen nøkkelen bygger på.", widget=forms.TextInput
    )
    case = CaseField(required=False)

    def __init__(self, *args: Any, municipalities: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_fields(municipalities, PercentField, required=False)
        for municipality in self.municipalities[:1]:
            self.fields[self.field_name(municipality)].help_text = "La andelen stå tom for en kommune som ikke deltar."

    def percentages(self) -> dict[str, Decimal]:
        return {municipality.pk: share for municipality, share in self.values().items() if share is not None}

    def clean(self) -> dict[str, Any]:
        percentages = self.percentages()
        shares = [self.field_name(municipality) for municipality in self.municipalities]
        if shares and not self.errors.keys() & set(shares) and (fault := sum_fault(percentages)):
            self.add_error(self.field_name(self.municipalities[0]), fault)
        return self.cleaned_data


class CostKeyForm(SharesForm):
    """A new key. Without a purpose it is of the general one, whose name stands as the empty choice."""

    purpose = forms.ModelChoiceField(label="Formål", queryset=KeyPurpose.objects.none(), required=False)
    valid_from = DayField(label="Gjelder fra", help_text="Forrige nøkkel slutter å gjelde dagen før.")
    valid_to = DayField(
        label="Gjelder til og med", required=False, help_text="La stå tom hvis nøkkelen gjelder til en ny overtar."
    )

    field_order = ["purpose", "valid_from", "valid_to", "source", "case"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = KeyPurpose.objects.filter(is_general=False)  # type: ignore[attr-defined]
        self.fields["purpose"].empty_label = str(KeyPurpose.general())  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What is said of the key besides its shares."""
        return {name: self.cleaned_data[name] for name in self.field_order}
