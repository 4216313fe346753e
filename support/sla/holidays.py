"""Norwegian public holidays of a year, and the half-days that the municipalities keep besides them."""

from datetime import date
from typing import NamedTuple

import holidays

from rorikt.calendar import ONE_DAY


class Day(NamedTuple):
    day: date
    name: str
    is_half_day: bool


def days_of(year: int) -> list[Day]:
    """Public holidays are closed; ordinary Sundays are left to the weekdays of the calendar."""
    names = holidays.country_holidays("NO", years=year, language="no")
    maundy_thursday = next(day for day, name in names.items() if "Skjærtorsdag" in name)
    half_days = [
        Day(maundy_thursday - ONE_DAY, "Onsdag før skjærtorsdag", True),
        Day(date(year, 12, 24), "Julaften", True),
        Day(date(year, 12, 31), "Nyttårsaften", True),
    ]
    return sorted([Day(day, name, False) for day, name in names.items()] + half_days)
