"""Forms of services, of their price lists and of who takes part."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from budget.money.forms import year_field
from budget.pricing.prices import Step
from budget.purposes.fields import PurposeField
from budget.services.models import Customer, PriceList, Service, ServiceParticipant
from rorikt.amounts import kroner, parse_number
from rorikt.calendar import last_day
from rorikt.pages.fields import AmountField, MonthField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality

LONGEST_STEP = 100  # characters; what is longer is no step, and would keep the pattern busy for minutes
STEP = re.compile(r"(?:fra\s+)?(\d[\d\s]*?)\s*(?:(?:-|–|til)\s*(\d[\d\s]*?))?\s*[:=;\t]\s*(.+)", re.IGNORECASE)


class ServiceForm(ErrorsAtFields, forms.ModelForm):
    purpose = PurposeField(help_text="Bare for en fast pris som deles etter fordelingsnøkkelen.")

    class Meta:
        model = Service
        fields = [
            "title", "slug", "unit", "measure", "counting_day", "counting_month", "fixed_as", "purpose", "is_for_all",
            "note",
        ]  # fmt: skip


class StepsField(forms.CharField):
    """A price list as it is read aloud, one step a line: `1–50: 120,00`, and `fra 151: 90`."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [self._step(line) for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        spans = [(f"fra {one.first}" if one.last is None else f"{one.first}–{one.last}", one.price) for one in value]
        return "\n".join(f"{span}: {kroner(price)}" for span, price in spans)

    def validate(self, value: Any) -> None:
        if self.required and not value:
            super().validate("")

    def run_validators(self, value: Any) -> None:
        """The rules are in the action: they are about all the lines together."""

    @staticmethod
    def _step(line: str) -> Step:
        found = STEP.fullmatch(line.strip()) if len(line.strip()) <= LONGEST_STEP else None
        if not found:
            raise forms.ValidationError(
                f"«{line.strip()[:40]}» er ikke et trinn. Skriv for eksempel «1–50: 120,00», og øverst «fra 51: 90»."
            )
        first, last, price = found.groups()
        try:
            amount = parse_number(price)
        except ValueError as error:
            raise forms.ValidationError(f"Linjen «{line.strip()[:40]}»: {error}") from error
        numbers = [int(re.sub(r"\s", "", text)) for text in (first, last) if text]
        if max(numbers) > 2_000_000_000 or abs(amount) >= Decimal(10) ** 12 or amount != round(amount, 2):
            raise forms.ValidationError(f"«{line.strip()[:40]}» har et for stort tall, eller flere enn to desimaler.")
        return Step(numbers[0], numbers[1] if len(numbers) == 2 else None, amount)


class PriceListForm(ErrorsAtFields, forms.ModelForm):
    year = year_field("År")
    price = AmountField(label="Pris", required=False, help_text="Eksl. mva. La stå tom når prislisten har trinn.")
    steps = StepsField(
        label="Trinn",
        required=False,
        help_text="Ett trinn på hver linje: antall fra og til, kolon og prisen for en enhet. Det øverste kan stå uten "
        "øvre grense. Eksempel: «1–100: 120,00», «101–200: 110,00», «fra 201: 95».",
    )

    class Meta:
        model = PriceList
        fields = ["year", "per", "tiering", "price", "source"]

    field_order = ["year", "per", "price", "tiering", "steps", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["steps"] = [step.as_step for step in self.instance.steps.all()]


class LastMonthField(MonthField):
    """A month that is taken part in to its end: its last day."""

    def clean(self, value: Any) -> Any:
        month = super().clean(value)
        return month and last_day(month)


class ParticipantsForm(ErrorsAtFields, forms.Form):
    """Several municipalities at once, from the same month."""

    municipalities = forms.ModelMultipleChoiceField(
        label="Kommuner", queryset=Municipality.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    first_on = MonthField(label="Deltar fra og med")
    last_on = LastMonthField(label="Deltar til og med", required=False, help_text="La stå tom så lenge de deltar.")


class ParticipantForm(ErrorsAtFields, forms.ModelForm):
    first_on = MonthField(label="Deltar fra og med")
    last_on = LastMonthField(
        label="Deltar til og med", required=False, help_text="La stå tom så lenge kommunen deltar."
    )

    class Meta:
        model = ServiceParticipant
        fields = ["first_on", "last_on"]


class CustomerForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = Customer
        fields = ["number", "name", "municipality"]


class YearForm(forms.Form):
    """The year of the prices. An odd value in the address is as none."""

    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)

    def chosen(self, otherwise: int) -> int:
        return (self.is_valid() and self.cleaned_data["year"]) or otherwise
