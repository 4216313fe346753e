"""Which backups are kept: «7 daily 5 weekly 12 monthly» is the newest of each of the last 7 days that have one, and so
on.

A period without any takes no place, so that a machine that has stood still for a month loses nothing by it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

PERIODS: dict[str, Callable[[datetime], tuple[int, ...]]] = {
    "daily": lambda at: (at.year, at.month, at.day),
    "weekly": lambda at: at.isocalendar()[:2],
    "monthly": lambda at: (at.year, at.month),
    "yearly": lambda at: (at.year,),
}
DEFAULT = "7 daily 5 weekly 12 monthly"


def scheme_of(text: str) -> dict[str, int]:
    """Periods and how many of each. Raises ValueError for what is no scheme, or would keep nothing."""
    words = text.split()
    counts, names = words[0::2], words[1::2]
    known = len(counts) == len(names) == len(set(names)) and set(names) <= PERIODS.keys()
    if not known or not names or not all(count.isdecimal() for count in counts) or not any(map(int, counts)):
        raise ValueError(f"{text!r} is no scheme, expected such as {DEFAULT!r}; periods are {', '.join(PERIODS)}")
    return dict(zip(names, map(int, counts), strict=True))


def kept(moments: Iterable[datetime], scheme: dict[str, int]) -> set[datetime]:
    """Those that stay: always the newest, whatever the scheme."""
    newest_first = sorted(set(moments), reverse=True)
    chosen = set(newest_first[:1])
    for name, count in scheme.items():
        of_period: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            of_period.setdefault(PERIODS[name](moment), moment)
        chosen |= set(list(of_period.values())[:count])
    return chosen
