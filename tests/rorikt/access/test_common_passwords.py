"""What people here choose first, and those who guess try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from rorikt.access.common_passwords import WORDS, is_common, is_made_of
from tests import factories


@pytest.mark.parametrize(
    "password",
    [
        "Sommer2024!!!", "vinter-2025-vinter", "Høst2024høst", "P@ssord123456", "passord123456", "Velkommen2024!",
        "ROR-IKT2024-2025", "RomsdalIKT2024", "Molde2024!!!!", "123456789012", "2024-11-30-12", "qwertyuiopå1",
        "aaaaaaaaaaaaaa", "abababababab", "KariNordmann1", "kari.nordmann99", "passordpassord", "MarsApril2024",
        "4dm1n1str4tor", "jegelskerdeg1", "asdfghjklø12345", "zyxwvutsrqpo",
    ],
)  # fmt: skip
def test_words_names_years_and_rows_are_common(password):
    assert is_common(password, ["ROR-IKT", "Romsdal IKT", "Molde", "Kari Nordmann", "kari.nordmann"])


@pytest.mark.parametrize(
    "password",
    ["hest batteri lampe kråke", "et-langt-passord-1", "tV9#kq2LmX7p", "fjorten blå vaffelrør", "Fjellrev-knakk-2"],
)
def test_others_are_not(password):
    assert not is_common(password, ["ROR-IKT", "Molde"])


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.integers(1950, 2035), st.sampled_from(["", "!", ".-"])
)
def test_any_such_words_with_a_year_are_common(words, year, sign):
    assert is_common("".join(word.capitalize() for word in words) + str(year) + sign)


@given(st.text("abc", max_size=6), st.sets(st.text("abc", min_size=1, max_size=3), max_size=4))
def test_words_are_found_as_slowly_tried(text, words):
    def slowly(rest):
        return not rest or any(slowly(rest[len(word) :]) for word in words if rest.startswith(word))

    assert is_made_of(text, words) == slowly(text)


def test_the_names_of_the_installation_are_refused_where_a_password_is_chosen(municipalities):
    factories.make_cooperation(name="Romsdal IKT")
    person = factories.make_user(name="Ola Dunk", email="ola.dunk@example.no")

    for password in ("RomsdalIKT2024", f"{municipalities[0].name}2024!!!!!", "OlaDunk-2024-1"):
        with pytest.raises(ValidationError, match="lett å gjette"):
            validate_password(password, person)
    validate_password("hest batteri lampe kråke", person)
