"""Forms that show what the database refuses at the field it is about, and begin with what a new row begins with."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from rorikt.audit import seen

SEEN = "seen"


class ErrorsAtFields(forms.BaseForm):
    """A broken constraint is shown at the field that its `violation_error_code` names.

    A field that a form writes anew, for its words or its widget, keeps the model's default: what is left untouched is
    stored as the row would have it. The form of a row that is stored carries what it was shown with, so that whoever
    stores last does not undo what another has stored meanwhile without seeing it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self, forms.BaseModelForm) and self.instance._state.adding:
            for field in self.instance._meta.concrete_fields:
                shown = self.fields.get(field.name)
                if shown and field.has_default() and shown.initial is None:
                    self.initial.setdefault(field.name, field.value_from_object(self.instance))
        elif isinstance(self, forms.BaseModelForm) and SEEN not in self.fields:
            marks = seen.marks_of(self.instance, self.fields)
            self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=_written(marks))

    def _post_clean(self) -> None:
        marks = self.cleaned_data.pop(SEEN, "")
        if marks and isinstance(self, forms.BaseModelForm):
            told = dict(mark.split(":", 1) for mark in marks.split() if ":" in mark)
            # Of its own fields alone: what has changed is told, and who may not see a field may not ask for it.
            seen.remember(self.instance, {name: mark for name, mark in told.items() if name in self.fields})
        super()._post_clean()  # type: ignore[misc]

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None or not isinstance(error, ValidationError):
            super().add_error(field, error)
            return
        if getattr(error, "code", "") == seen.OVERTAKEN:  # who stores now has seen it
            typed = copy(self.data)
            typed[self.add_prefix(SEEN)] = _written(error.params["marks"])  # type: ignore[index]
            self.data = typed
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            for one in errors:
                place = one.code if name == NON_FIELD_ERRORS else name
                super().add_error(place if place in self.fields else None, one)


def _written(marks: dict[str, str]) -> str:
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())
