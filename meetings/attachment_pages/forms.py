"""Which page of an attachment somebody wants to see."""

from django import forms


class PageForm(forms.Form):
    """What is no number of a page is the first one. `tekst` opens the text of every page."""

    side = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    tekst = forms.BooleanField(required=False)

    @property
    def number(self) -> int:
        self.is_valid()
        number: int | None = self.cleaned_data.get("side")
        return number or 1

    @property
    def is_text_open(self) -> bool:
        self.is_valid()
        return bool(self.cleaned_data.get("tekst"))
