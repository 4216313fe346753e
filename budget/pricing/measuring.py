"""How many units a municipality had in each month of a period, by the way the service is measured, and who takes part.

A month counts for a municipality that is a member, and takes part in the service, on the first day of the month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from budget.pricing.prices import Count, Month, mean

Days = tuple[date, date | None]  # first and last, both included; an empty last has no end
ALWAYS: Days = (date.min, None)


class Measure(StrEnum):
    """What of the counts is charged."""

    EACH_MONTH = "each_month"
    AVERAGE = "average"
    DAY = "day"


@dataclass(frozen=True)
class Measured:
    """`by_month` has the months that are known; `missing` are those without the count that they need."""

    by_month: Mapping[Month, Count]
    missing: tuple[Month, ...] = ()


def months_taking_part(
    year: int, months: Iterable[Month], member: Sequence[Days], participant: Sequence[Days]
) -> list[Month]:
    """Those on whose first day the municipality is a member and takes part."""
    firsts = ((month, date(year, month, 1)) for month in months)
    return [month for month, day in firsts if _holds(member, day) and _holds(participant, day)]


def measured(
    measure: Measure, counts: Mapping[date, int], year: int, months: Sequence[Month], counting_day: date | None = None
) -> Measured:
    """The count of each of the `months` that a municipality takes part in. `counts` are its own, by day.

    In each month: the last count of the month. As an average: the mean of all counts of these months, in all of them.
    On a day: the count of that very day, in all of them.
    """
    if measure is Measure.EACH_MONTH:
        last = {day.month: count for day, count in sorted(counts.items()) if day.year == year}
        known = {month: last[month] for month in months if month in last}
        return Measured(known, () if len(known) == len(months) else tuple(one for one in months if one not in known))
    if measure is Measure.DAY:
        found = [counts[counting_day]] if counting_day and counting_day in counts else []
    else:
        wanted = set(months)
        found = [count for day, count in counts.items() if day.year == year and day.month in wanted]
    if not found:
        return Measured({}, tuple(months))
    return Measured(dict.fromkeys(months, mean(found)))


def counts_used(
    measure: Measure, counts: Mapping[date, int], year: int, months: Sequence[Month], counting_day: date | None = None
) -> list[tuple[date, int]]:
    """The counts that `measured` rests on, in the order of their days."""
    if measure is Measure.DAY:
        return [(counting_day, counts[counting_day])] if counting_day in counts and counting_day else []
    wanted = set(months)
    inside = sorted((day, count) for day, count in counts.items() if day.year == year and day.month in wanted)
    if measure is Measure.AVERAGE:
        return inside
    return list({day.month: (day, count) for day, count in inside}.values())


def _holds(periods: Iterable[Days], day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in periods)
