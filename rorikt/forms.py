"""Form fields that accept what Norwegians type."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rorikt import amounts


class AmountField(forms.DecimalField):
    """NOK: `1 937 782,94` with any kind of space, `−` or `-`, with or without `kr`."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **kwargs})
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
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
