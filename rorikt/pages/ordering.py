"""Which way a button moves something among its own; `rorikt.audit.rows.move_row` moves it."""

from django import forms


class MoveForm(forms.Form):
    """Which way something is moved; the buttons send it."""

    direction = forms.ChoiceField(choices=[("opp", "opp"), ("ned", "ned")])

    @property
    def step(self) -> int:
        """-1 up, +1 down, 0 where the request says neither."""
        return {"opp": -1, "ned": 1}[self.cleaned_data["direction"]] if self.is_valid() else 0
