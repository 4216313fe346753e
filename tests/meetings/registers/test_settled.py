"""When a row is over: what its states say, where a state of their column is an end."""

import pytest

from meetings.registers.models import RegisterRow
from meetings.registers.sheet import lines_of
from meetings.registers.standard import Standard
from tests.factories import make_register, make_register_row


@pytest.mark.parametrize(
    ("typed", "is_settled"),
    [
        ({"status": "Ferdig", "fagomrade": "Helse og velferd"}, True),
        ({"status": "Pågår", "fagomrade": "Helse og velferd"}, False),
        ({"fagomrade": "Helse og velferd"}, False),
        ({}, False),
    ],
)
def test_a_column_in_which_no_state_is_an_end_says_nothing_of_it(municipalities, typed, is_settled):
    register = make_register(Standard.MILESTONES)
    make_register_row(register, milepael="Lansering", **typed)

    [line] = lines_of(register, RegisterRow.objects.all())

    assert line.is_settled is is_settled
