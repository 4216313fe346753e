"""Norwegian organisation and account numbers, whose last digit guards the others (modulus 11)."""

from django.core.exceptions import ValidationError
from stdnum.no import kontonr, orgnr


def is_organisation_number(digits: str) -> bool:
    """Whether these are nine digits, bare as they are stored, of which the last one fits."""
    return _is_bare(digits, 9) and orgnr.is_valid(digits)


def check_organisation_number(digits: str) -> None:
    if not is_organisation_number(digits):
        raise ValidationError("Organisasjonsnummeret har ni siffer uten mellomrom, og det siste må stemme.")


def check_account_number(digits: str) -> None:
    if not (_is_bare(digits, 11) and kontonr.is_valid(digits)):
        raise ValidationError("Kontonummeret har elleve siffer uten mellomrom, og det siste må stemme.")


def _is_bare(digits: str, length: int) -> bool:
    """python-stdnum also takes numbers as people write them, with spaces and dots, which are not to be stored."""
    return len(digits) == length and digits.isascii() and digits.isdigit()
