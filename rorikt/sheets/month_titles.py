"""Titles of columns that are months: `Januar 2024`, `jan`, `jan-24`, `202401`, `per 01.24`, `P1`, `1`."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rorikt.amounts import MONTHS

CLOSING = 13  # the entries that close a year have a period of their own in many systems
# What may stand before a month without making it another thing: accounts, not budget and not what is added up.
_WORD = r"(?:regnskap|rekneskap|periode|måned|månad|mnd|per|pr)\.?[ -]?"
_BEFORE = rf"(?:{_WORD}|[pm]\.?[ -]?)?"
_YEAR = r"(?:20\d\d|\d\d)"
_NAMED = re.compile(rf"(?:{_WORD})?([a-zæøå]{{3,}})\.?(?:[ ./-]?({_YEAR}))?", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"{_BEFORE}(20\d\d)[-./ ]?(\d\d?)(-01)?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_BEFORE}(?:01\.)?(\d\d?)[-./ ]({_YEAR})", re.IGNORECASE)
_ENGLISH = {"may": "mai", "oct": "oktober", "dec": "desember"}
_ALONE = re.compile(rf"{_BEFORE}(\d\d?)", re.IGNORECASE)


class MonthTitle(NamedTuple):
    """`year` is `None` where the title does not tell it; `month` is 13 for the closing of the year."""

    year: int | None
    month: int


def month_of(title: str) -> MonthTitle | None:
    """The month that a title says, if it says one."""
    text = " ".join(title.split())
    if found := _YEAR_FIRST.fullmatch(text):
        return None if found[3] and int(found[2]) == CLOSING else _known(found[1], found[2])
    if found := _MONTH_FIRST.fullmatch(text):
        return _known(found[2], found[1])
    if found := _ALONE.fullmatch(text):
        return _known("", found[1])
    if found := _NAMED.fullmatch(text):
        name = found[1].lower()
        if name in ("avslutning", "avsluttende"):
            return MonthTitle(_year(found[2] or ""), CLOSING)
        number = next((at for at, month in enumerate(MONTHS, start=1) if _is_short_for(name, month)), None)
        return None if number is None else MonthTitle(_year(found[2] or ""), number)
    return None


def are_months(titles: Sequence[str]) -> bool:
    """Whether these say at least two months, each after the one before it; numbers alone are three, from the first on.

    By this a line of titles is told from a row of amounts.
    """
    found = [month_of(title) for title in titles]
    if len(found) < 2 or None in found:
        return False
    months = [(one.year or 0) * 12 + one.month for one in found if one]
    follow = all(after == before + 1 for before, after in pairwise(months))
    has_years = all(one and one.year for one in found)
    return follow and (has_years or (len(found) > 2 and months[0] == 1))


def _is_short_for(name: str, month: str) -> bool:
    """`jan`, `mars`, `sept`, and the three English ones that begin otherwise."""
    return month.startswith(name) or _ENGLISH.get(name) == month


def _known(year: str, month: str) -> MonthTitle | None:
    return MonthTitle(_year(year), int(month)) if 1 <= int(month) <= CLOSING else None


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 else 2000 + int(text) if text else None
