"""Cases of the council as the rest of the product knows them: by number, such as `2024/M1-004`, and by who may read.

The apps of the money do not know meetings. A case is found by its address alone, and has none where there is no such
page. Who may not read it is asked here, of those who have registered in their AppConfig.ready; where nobody has, all
is open. Everything that quotes a case (a decision, a title, an amount, the name of a file) is closed together with it;
see docs/decisions/0014.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import NoReverseMatch, reverse

from rorikt.people.models import User

CASE_NUMBER = re.compile(r"(?P<year>20\d{2})/M(?P<meeting>[1-9]\d?)-(?P<item>\d{3})")
NO_CASE = "ingen sak"  # what a person types, and reads, for that; stored as empty
EXEMPT = "Unntatt offentlighet"
CLOSED_AMOUNT = "unntatt"  # in the place of an amount
case_number_is_whole = RegexValidator(
    re.compile(rf"^{CASE_NUMBER.pattern}$"), "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004."
)
# What a CharField needs that holds the number of a case; empty is no case.
CASE_FIELD: dict[str, Any] = {"max_length": 16, "blank": True, "validators": [case_number_is_whole]}


@dataclass(frozen=True)
class ClosedCase:
    """A case that is exempt from the public, for a reader who may not see more of it than its public title."""

    number: str
    public_title: str
    are_amounts_open: bool = False

    def __str__(self) -> str:
        return f"{EXEMPT}: {self.public_title}"


# Given a reader, `None` for one who is not logged in, yields the cases that are closed to them: few, or none.
closing: list[Callable[[User | None], Iterable[ClosedCase]]] = []
# Given a number, raises ValidationError where there is known to be no such case.
checking: list[Callable[[str], None]] = []


def closed_to(reader: User | None) -> dict[str, ClosedCase]:
    """By number."""
    return {case.number: case for register in closing for case in register(reader)}


def check_number(number: str) -> None:
    """Raises ValidationError for what is no case number, and for the number of a case that there is not."""
    case_number_is_whole(number)
    for check in checking:
        check(number)


def read_number(text: str) -> str:
    """What a person typed of a case: its number, or empty for «ingen sak». Raises ValidationError for anything else."""
    plain = " ".join(text.split())
    if plain.casefold() == NO_CASE:
        return ""
    if not plain:
        raise ValidationError(f"Skriv saksnummeret, eller «{NO_CASE}».")
    check_number(plain)
    return plain


def case_url(number: str) -> str:
    """The address of the case's page; empty for what is no case number."""
    found = CASE_NUMBER.fullmatch(number)
    if found is None:
        return ""
    try:
        return reverse("meetings:agenda-item", args=[int(found[name]) for name in ("year", "meeting", "item")])
    except NoReverseMatch:
        return ""
