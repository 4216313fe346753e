"""Norwegian organisation and account numbers, whose last digit guards the others (modulus 11)."""

from django.core.exceptions import ValidationError

ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def has_check_digit(digits: str, weights: tuple[int, ...]) -> bool:
    """Whether `digits` is one digit longer than the weights and the last one fits the others."""
    if len(digits) != len(weights) + 1 or not (digits.isascii() and digits.isdigit()):
        return False
    control = -sum(weight * int(digit) for weight, digit in zip(weights, digits[:-1], strict=True)) % 11
    return control == int(digits[-1])


def check_organisation_number(digits: str) -> None:
    if not has_check_digit(digits, ORGANISATION_WEIGHTS):
        raise ValidationError("Organisasjonsnummeret har ni siffer uten mellomrom, og det siste må stemme.")


def check_account_number(digits: str) -> None:
    if not has_check_digit(digits, ACCOUNT_WEIGHTS):
        raise ValidationError("Kontonummeret har elleve siffer uten mellomrom, og det siste må stemme.")
