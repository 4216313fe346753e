"""The months, years and days that tokens name, moved on with the document they stand in.

Pure. «[[sla-prosent:medium:2024-01]]» in a report to January is of April in the next one, to April. What is written
around it says January still: that is told by the check of months.
"""

import re
from dataclasses import dataclass
from datetime import date

_MONTH = re.compile(r"(\d{4})-(\d\d)")


@dataclass(frozen=True)
class Times:
    """Those of a document. `last_month` is the last of its period, as its first day; `None` where it has none."""

    as_of: date
    year: int | None = None
    last_month: date | None = None


def moved_on(inside: str, before: Times, after: Times) -> str:
    """`inside` is what stands between the brackets. What is not of the old document's own times stays as it is."""
    name, *arguments = inside.split(":")
    return ":".join([name, *(_moved(one, before, after) for one in arguments)])


def _moved(argument: str, before: Times, after: Times) -> str:
    if argument == before.as_of.isoformat():
        return after.as_of.isoformat()
    if before.year and after.year and argument == str(before.year):
        return str(after.year)
    month = _MONTH.fullmatch(argument)
    if not month or not before.last_month or not after.last_month or not 1 <= int(month[2]) <= 12:
        return argument
    step = _count(after.last_month) - _count(before.last_month)
    if _count(date(int(month[1]), int(month[2]), 1)) > _count(before.last_month):
        return argument
    years, place = divmod(int(month[1]) * 12 + int(month[2]) - 1 + step, 12)
    return f"{years:04}-{place + 1:02}"


def _count(month: date) -> int:
    return month.year * 12 + month.month
