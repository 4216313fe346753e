"""How amounts are shown is chosen in the address, where anything may stand."""

import pytest
from django import forms

from budget.money.forms import UnitForm


class WithAnother(UnitForm):
    number = forms.IntegerField(required=False)


@pytest.mark.parametrize(
    ("asked", "is_exact"),
    [({}, False), ({"unit": "ore"}, True), ({"unit": "tusen"}, False), ({"unit": "gull"}, False)],
)
def test_amounts_are_exact_only_when_ore_are_asked_for(asked, is_exact):
    assert UnitForm(asked).is_exact is is_exact


def test_an_odd_value_in_another_field_leaves_the_unit():
    assert WithAnother({"unit": "ore", "number": "x"}).is_exact is True
    assert WithAnother({"unit": "gull", "number": "1"}).is_exact is False
