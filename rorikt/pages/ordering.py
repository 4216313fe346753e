"""Moving something up or down among its own."""

from typing import Any

from django import forms
from django.db import models


def move(brothers: list[Any], one: models.Model, step: int) -> bool:
    """Give `one` the place `step` further on and number them all from 1. False where nothing moves."""
    place = brothers.index(one)
    if not step or not 0 <= place + step < len(brothers):
        return False
    brothers.insert(place + step, brothers.pop(place))
    for position, brother in enumerate(brothers, start=1):
        brother.position = position
    type(brothers[0])._default_manager.bulk_update(brothers, ["position"])
    return True


class MoveForm(forms.Form):
    """Which way something is moved; the buttons send it."""

    direction = forms.ChoiceField(choices=[("opp", "opp"), ("ned", "ned")])

    @property
    def step(self) -> int:
        """-1 up, +1 down, 0 where the request says neither."""
        return {"opp": -1, "ned": 1}[self.cleaned_data["direction"]] if self.is_valid() else 0
