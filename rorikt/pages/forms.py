"""Forms that show what the database refuses at the field it is about, and begin with what a new row begins with."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class ErrorsAtFields(forms.BaseForm):
    """A broken constraint is shown at the field that its `violation_error_code` names.

    A field that a form writes anew, for its words or its widget, keeps the model's default: what is left untouched is
    stored as the row would have it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self, forms.BaseModelForm) and self.instance._state.adding:
            for field in self.instance._meta.concrete_fields:
                shown = self.fields.get(field.name)
                if shown and field.has_default() and shown.initial is None:
                    self.initial.setdefault(field.name, field.value_from_object(self.instance))

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None or not isinstance(error, ValidationError):
            super().add_error(field, error)
            return
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            for one in errors:
                place = one.code if name == NON_FIELD_ERRORS else name
                super().add_error(place if place in self.fields else None, one)
