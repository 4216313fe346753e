"""Organisation and account numbers are taken only with the last digit that fits the others."""

import pytest
from django.core.exceptions import ValidationError

from rorikt.people.check_digits import check_account_number, check_organisation_number

# Published as examples by the register and the banks.
ORGANISATION, ACCOUNT = "974760673", "86011117947"


def test_numbers_that_fit_are_taken():
    check_organisation_number(ORGANISATION)
    check_account_number(ACCOUNT)


@pytest.mark.parametrize(
    "digits",
    ["974760674", "97476067", "9747606733", "", "97476067x", "９７４７６０６７３", "974 760 673", "974760673 "],
)
def test_an_organisation_number_that_does_not_fit_is_refused(digits):
    with pytest.raises(ValidationError, match="ni siffer"):
        check_organisation_number(digits)


@pytest.mark.parametrize("digits", ["86011117948", "8601111794", "8601.11.17947", "8601 11 17947", "", "4090403"])
def test_an_account_number_that_does_not_fit_is_refused(digits):
    with pytest.raises(ValidationError, match="elleve siffer"):
        check_account_number(digits)


@pytest.mark.parametrize(
    ("check", "digits"), [(check_organisation_number, ORGANISATION), (check_account_number, ACCOUNT)]
)
@pytest.mark.parametrize("step", [1, 3, 7])
def test_one_wrong_digit_is_always_found(check, digits, step):
    for position, digit in enumerate(digits):
        with pytest.raises(ValidationError):
            check(f"{digits[:position]}{(int(digit) + step) % 10}{digits[position + 1 :]}")
