"""What the pages tell of where somebody reads, and what they mark as read."""

from datetime import timedelta

from django import forms

LONGEST_AWAY = 60 * 24 * 60 * 60  # seconds without a network


class PlaceForm(forms.Form):
    """`name` is of the paragraph, `section` of its section; `age` is how many seconds ago it was read."""

    name = forms.RegexField(r"^[a-z0-9-]*$", max_length=100, required=False)
    section = forms.RegexField(r"^[a-z0-9-]+$", max_length=100)
    age = forms.IntegerField(min_value=0, required=False)

    @property
    def since(self) -> timedelta:
        return timedelta(seconds=min(self.cleaned_data["age"] or 0, LONGEST_AWAY))


class ReadForm(forms.Form):
    """The button says what is marked: `lest` or `ulest`, each with the anchor of a section, or `alt` for all of it."""

    lest = forms.CharField(max_length=200, required=False)
    ulest = forms.CharField(max_length=200, required=False)
    utgave = forms.ChoiceField(choices=[("offentlig", "offentlig")], required=False)

    @property
    def is_read(self) -> bool:
        return bool(self.cleaned_data["lest"])

    @property
    def what(self) -> str:
        return str(self.cleaned_data["lest"] or self.cleaned_data["ulest"])

    @property
    def wants_public(self) -> bool:
        return bool(self.cleaned_data["utgave"])


ALL = "alt"
