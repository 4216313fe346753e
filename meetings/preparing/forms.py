"""Forms of the plan of meetings."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rorikt.amounts import short_date
from rorikt.pages.fields import ClockField, DayField
from rorikt.pages.forms import ErrorsAtFields

MOST = 24  # meetings set down at once


class DaysField(forms.CharField):
    """Days, one on each line. Cleaned to a list of them."""

    widget = forms.Textarea(attrs={"rows": 6, "autocomplete": "off"})

    def clean(self, value: Any) -> list[date]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(f"Skriv høyst {MOST} datoer om gangen.")
        days, faults = [], []
        for line in lines:
            try:
                days.append(DayField().clean(line))
            except ValidationError as error:
                faults += error.messages
        if faults:
            raise ValidationError(faults)
        return days


class PlaceForm(ErrorsAtFields, forms.Form):
    """When on the day, and where."""

    starts_at = ClockField(label="Klokkeslett", required=False)
    place = forms.CharField(label="Sted", max_length=120, required=False)
    is_remote = forms.BooleanField(label="Fjernmøte", required=False)


class PlanForm(PlaceForm):
    days = DaysField(label="Datoer")
    field_order = ["days", "starts_at", "place", "is_remote"]

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["days"].help_text = f"Én dato på hver linje, for eksempel 14.02.{year}."

    def clean_days(self) -> list[date]:
        days: list[date] = self.cleaned_data["days"]
        if others := [short_date(day) for day in days if day.year != self.year]:
            raise ValidationError(f"Planen er for {self.year}. Disse datoene er i et annet år: {', '.join(others)}.")
        return days


class NextMeetingForm(PlaceForm):
    """Asked for on the spot, where the plan has no meeting to prepare."""

    held_on = DayField(label="Møtedato")
    field_order = ["held_on", "starts_at", "place", "is_remote"]
