"""The form of what other counts and prices would cost, read from the query string: a try can be sent as a link."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms

from budget.consumption.models import ConsumptionProposal
from budget.consumption.what_if import Tried
from budget.money.forms import year_field
from budget.services.models import Service
from rorikt.pages.fields import AmountField, PercentField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality


class WhatIfForm(ErrorsAtFields, forms.Form):
    """A price and a growth for each service; counts for each municipality of those in `counted`."""

    year = year_field("År", help_text="Sammenlignes med året før.")

    def __init__(self, *args: Any, services: Iterable[Service], counted: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services, self.counted = list(services), set(counted)
        self.municipalities = list(Municipality.objects.order_by("number")) if self.counted else []
        for service in self.services:
            self.fields[f"price_{service.pk}"] = AmountField(
                label="Pris for en enhet", required=False, help_text="La stå tomt for prisen i prislisten."
            )
            if not service.is_fixed:
                self.fields[f"growth_{service.pk}"] = PercentField(
                    label="Endring i antall, i prosent av de nyeste tellingene",
                    required=False,
                    max_digits=7,
                    min_value=Decimal(-100),
                    max_value=Decimal(10_000),
                    error_messages={
                        "min_value": "Antallet kan ikke falle med mer enn 100 prosent.",
                        "max_value": "Økningen kan ikke være over 10 000 prosent.",
                    },
                )
            if service.pk in self.counted:
                for municipality in self.municipalities:
                    self.fields[f"count_{service.pk}_{municipality.pk}"] = forms.IntegerField(
                        label=f"Antall, {municipality.name}", required=False, min_value=0, max_value=2_000_000_000
                    )

    def tried(self) -> dict[int, Tried]:
        data, found = self.cleaned_data, {}
        for service in self.services:
            counts = {
                one.pk: count
                for one in self.municipalities
                if (count := data.get(f"count_{service.pk}_{one.pk}")) is not None
            }
            growth = data.get(f"growth_{service.pk}") or Decimal(0)
            found[service.pk] = Tried(data.get(f"price_{service.pk}"), growth, counts)
        return found

    def groups(self) -> Iterator[tuple[Service, list[forms.BoundField], bool, bool]]:
        """Each service with its fields, whether any is in use, and whether counts can be typed."""
        for service in self.services:
            names = [name for name in self.fields if name.split("_")[1:2] == [str(service.pk)]]
            fields = [self[name] for name in names]
            is_used = any(field.value() or field.errors for field in fields)
            yield service, fields, is_used, service.pk in self.counted


class ProposalForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = ConsumptionProposal
        fields = ["title"]
