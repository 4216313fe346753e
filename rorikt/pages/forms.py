"""Forms that show what the database refuses at the field it is about."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class ErrorsAtFields(forms.BaseForm):
    """A broken constraint is shown at the field that its `violation_error_code` names."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None or not isinstance(error, ValidationError):
            super().add_error(field, error)
            return
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            for one in errors:
                place = one.code if name == NON_FIELD_ERRORS else name
                super().add_error(place if place in self.fields else None, one)
