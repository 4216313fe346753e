"""The form of the day that next year's figures are published by."""

from django import forms

from rorikt.pages.fields import DayField
from rorikt.pages.forms import ErrorsAtFields


class OutlookDayForm(ErrorsAtFields, forms.Form):
    publish_by = DayField(
        label="Publiseres senest", help_text="Kommunene trenger tallene til budsjettet, for eksempel 1. oktober."
    )
