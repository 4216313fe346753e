"""Case numbers such as `2024/M1-004`, by which money refers to the decision that moved it.

The apps of the money do not know meetings; a case is found by its address alone, and has none where there is no such
page.
"""

import re

from django.core.validators import RegexValidator
from django.urls import NoReverseMatch, reverse

CASE_NUMBER = re.compile(r"(?P<year>20\d{2})/M(?P<meeting>[1-9]\d?)-(?P<item>\d{3})")
case_number_is_whole = RegexValidator(
    re.compile(rf"^{CASE_NUMBER.pattern}$"), "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004."
)


def case_url(number: str) -> str:
    """The address of the case's page; empty for what is no case number."""
    found = CASE_NUMBER.fullmatch(number)
    if found is None:
        return ""
    try:
        return reverse("meetings:agenda-item", args=[int(found[name]) for name in ("year", "meeting", "item")])
    except NoReverseMatch:
        return ""
