"""Which parts of a text are tokens."""

import pytest

from meetings.tokens import tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Det ble [[merforbruk]], [[ regnskap-sum ]].", ["merforbruk", "regnskap-sum"]),
        ("Begynt [[ og ikke endt. Det ble [[merforbruk]].", ["merforbruk"]),
        ("[[[merforbruk]]]", ["[merforbruk"]),
        ("Tom [[]] og endt ]] uten å være begynt", [""]),
        ("[[over\nto linjer]]", ["over\nto linjer"]),
    ],
)
def test_brackets_that_are_not_closed_do_not_reach_into_the_next_token(text, found):
    assert tokens.find(text) == found
    assert "".join(piece for piece, _ in tokens.split(text)) == text
