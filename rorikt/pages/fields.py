"""Form fields that accept what Norwegians type."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rorikt import amounts, cases


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


class MonthField(forms.Field):
    """A month as its first day: `11.2023` or `2023-11`."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "«%(value)s» er ikke en måned. Skriv for eksempel 11.2023."}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value.replace(day=1)
        found = re.fullmatch(r"(?P<month>\d{1,2})[./ -](?P<year>\d{4})|(?P<y>\d{4})-(?P<m>\d{1,2})", str(value).strip())
        try:
            return date(int(found["year"] or found["y"]), int(found["month"] or found["m"]), 1)  # type: ignore[index]
        except (TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], params={"value": value}) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%m.%Y}" if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class CaseField(forms.CharField):
    """The number of a case, or «ingen sak»: neither is taken for granted. Cleaned to empty for no case.

    Where it is not required it begins as «ingen sak», and an empty one means the same.
    """

    def __init__(self, **kwargs: Any) -> None:
        explained = f"For eksempel 2024/M1-004. Skriv «{cases.NO_CASE}» når det ikke hører til noen."
        super().__init__(**{"label": "Saksnummer", "help_text": explained, **kwargs})
        if not self.required and self.initial is None:
            self.initial = cases.NO_CASE

    def clean(self, value: Any) -> str:
        text = str(value or "")
        return cases.read_number(text if self.required or text.strip() else cases.NO_CASE)

    @staticmethod
    def typed(number: str) -> str:
        """How a stored number is typed."""
        return number or cases.NO_CASE


class DayInput(forms.DateInput):
    """The browser's own calendar, which wants and sends 2024-02-14 whatever it shows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def date_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
