"""Form fields that accept what Norwegians type."""

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from rorikt import amounts
from rorikt.amounts import short_date
from rorikt.calendar import read_clock, read_day, read_month

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class AmountField(forms.DecimalField):
    """NOK: `1 937 782,94` with any kind of space, `−` or `-`, with or without `kr`."""

    widget = forms.TextInput
    # What a number of the other kind is written with, and what to do about it.
    foreign, foreign_message = re.compile("%"), "Skriv et beløp i kroner, ikke en prosent."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **kwargs})
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        if self.foreign.search(str(value)):
            raise ValidationError(self.foreign_message)
        try:
            return amounts.parse_number(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return amounts.number(value, self.decimal_places or 0) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class PercentField(AmountField):
    """A per cent with two decimals, between 0 and 100: `45,87`, with or without `%`."""

    foreign, foreign_message = re.compile("kr|nok", re.IGNORECASE), "Skriv en prosent, ikke et beløp."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "max_digits": 5,
                "min_value": Decimal(0),
                "max_value": Decimal(100),
                "error_messages": {
                    "min_value": "En andel kan ikke være under 0 prosent.",
                    "max_value": "En andel kan ikke være over 100 prosent.",
                },
                **kwargs,
            }
        )


class _Typed(forms.Field):
    """Typed and read as Norwegians write it, in every browser: the browsers' own pickers follow the machine's language.

    `shape` stands under the field, where a screen reader reads it too.
    """

    widget = forms.TextInput
    shape = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.help_text = f"{self.help_text} Skriv {self.shape}." if self.help_text else self.shape
        self.widget.attrs.setdefault("autocomplete", "off")

    def read(self, typed: str) -> Any:
        """Raises ValueError."""
        raise NotImplementedError

    def printed(self, value: Any) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return self.read(value.strip()) if isinstance(value, str) else value
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from error

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.printed(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class DayField(_Typed):
    """A day within what the calendars can reach."""

    shape = "dd.mm.åååå"
    default_error_messages = {
        "invalid": "«%(value)s» er ikke en dato. Skriv for eksempel 31.01.2024.",
        "range": "Velg en dato mellom 2000 og 2100.",
    }

    def read(self, typed: str) -> date:
        return read_day(typed)

    def printed(self, value: date) -> str:
        return short_date(value)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError(self.error_messages["range"], code="range")


class MonthField(DayField):
    """A month as its first day."""

    shape = "mm.åååå"
    default_error_messages = {
        "invalid": "«%(value)s» er ikke en måned. Skriv for eksempel 11.2023.",
        "range": "Velg en måned mellom 2000 og 2100.",
    }

    def read(self, typed: str) -> date:
        return read_month(typed)

    def printed(self, value: date) -> str:
        return f"{value:%m.%Y}"


class ClockField(_Typed):
    shape = "tt.mm"
    default_error_messages = {"invalid": "«%(value)s» er ikke et klokkeslett. Skriv for eksempel 08.30."}

    def read(self, typed: str) -> time:
        return read_clock(typed)

    def printed(self, value: time) -> str:
        return f"{value:%H.%M}"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in chosen or [None]]
