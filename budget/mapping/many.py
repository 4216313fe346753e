"""Many accounts named at once: by what their numbers begin with."""

from collections.abc import Iterable

from budget.ledger.codes import Codes

Range = tuple[bool, str, str]  # whether it is of arts; its first and its last number


def code_of(codes: Codes) -> str:
    """The number that a row is mapped by: its account, or its art where it has none."""
    return codes.account or codes.art


def beginning_with(start: str, unknown: Iterable[Codes]) -> list[Range]:
    """The ranges that hold all numbers which begin so, one for each length and kind that these accounts have.

    Only among numbers of digits, since nobody knows where others begin and end.
    """
    found = {
        (not codes.account, len(code_of(codes)))
        for codes in unknown
        if code_of(codes).startswith(start) and code_of(codes).isdecimal()
    }
    return [(by_art, start.ljust(length, "0"), start.ljust(length, "9")) for by_art, length in sorted(found)]
