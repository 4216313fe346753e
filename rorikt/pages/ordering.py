"""Moving a row up or down among those it stands beside."""

from typing import Any

from django import forms
from django.db import models


def move(siblings: list[Any], one: models.Model, step: int) -> bool:
    """Give `one` the place `step` further on and number them all from 1. False where nothing moves."""
    place = siblings.index(one)
    if not step or not 0 <= place + step < len(siblings):
        return False
    siblings.insert(place + step, siblings.pop(place))
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    type(siblings[0])._default_manager.bulk_update(siblings, ["position"])
    return True


class MoveForm(forms.Form):
    """Which way something is moved; the buttons send it."""

    direction = forms.ChoiceField(choices=[("opp", "opp"), ("ned", "ned")])

    @property
    def step(self) -> int:
        """-1 up, +1 down, 0 where the request says neither."""
        return {"opp": -1, "ned": 1}[self.cleaned_data["direction"]] if self.is_valid() else 0
