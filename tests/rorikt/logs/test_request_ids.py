import re

import pytest

from rorikt.logs.request_ids import id_of

OURS = re.compile(r"[0-9a-f]{32}")


def test_the_id_of_a_proxy_of_ours_is_taken():
    assert id_of("a1b2c3d4e5f6a7b8", is_trusted=True) == "a1b2c3d4e5f6a7b8"


def test_that_of_anybody_else_is_not():
    assert OURS.fullmatch(id_of("a1b2c3d4e5f6a7b8", is_trusted=False))


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "-begins-with-a-dash",
        "a" * 65,
        "abcdefgh\n",
        "abcd efgh",
        "abcdefgh\x1b[",
        "æøåæøåæøå",
        "{abcdefgh}",
    ],
)
def test_what_could_do_harm_is_never_taken(given):
    assert OURS.fullmatch(id_of(given, is_trusted=True))


def test_no_two_are_the_same():
    assert id_of("", is_trusted=False) != id_of("", is_trusted=False)
