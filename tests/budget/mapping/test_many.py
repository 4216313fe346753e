"""Numbers named by how they begin."""

from hypothesis import given
from hypothesis import strategies as st

from budget.ledger.codes import Codes
from budget.mapping.many import beginning_with


def test_one_range_for_each_length_that_the_accounts_have():
    unknown = [Codes("11200", "010"), Codes("11900", ""), Codes("1120", ""), Codes("20000", ""), Codes("", "115")]

    assert beginning_with("11", unknown) == [
        (False, "1100", "1199"),
        (False, "11000", "11999"),
        (True, "110", "119"),
    ]


def test_numbers_with_letters_have_no_range():
    assert beginning_with("A1", [Codes("A100", "")]) == []


@given(st.text("0123456789", min_size=1, max_size=3), st.text("0123456789", max_size=3), st.integers(0, 99_999))
def test_the_range_holds_just_the_numbers_that_begin_so(start, rest, number):
    ((by_art, first, last),) = beginning_with(start, [Codes(start + rest, "")])
    code = str(number).zfill(len(first))[: len(first)]

    assert (first <= code <= last) == code.startswith(start)
    assert not by_art
