"""Roles as the environment names them, and codes that are good once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rorikt.people.models import User
from rorikt.second_factor.codes import is_new, step_of
from rorikt.second_factor.roles import WORDS, roles_of


def test_every_role_has_a_word():
    assert set(WORDS.values()) == set(User.Role.values)


def test_roles_are_named_with_or_without_norwegian_letters():
    assert roles_of([]) == frozenset()
    assert roles_of(["leder", "Administrator", "okonomi", "rådsmedlem"]) == {
        "head", "administrator", "finance", "council_member"
    }  # fmt: skip
    assert roles_of(["alle"]) == set(User.Role.values)


def test_another_word_is_refused():
    with pytest.raises(ValueError, match="'sjef' is no role"):
        roles_of(["leder", "sjef"])


@given(st.lists(st.integers(0, 5), max_size=12))
def test_of_the_codes_of_one_app_each_is_taken_once_and_never_backwards(steps):
    last, taken = None, []
    for step in steps:
        found = step_of(f"{step:06}", "", range(step - 1, step + 2), lambda secret, at: f"{at:06}")
        if is_new(found, last):
            taken.append(found)
            last = found

    assert taken == sorted(set(taken))
    assert (not steps) or taken[-1] == max(steps)
