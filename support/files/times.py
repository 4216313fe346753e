"""Moments as files of tickets write them: the order of day and month, and the clock that shows the same hour twice.

Pure. A moment without an offset is the clock in Oslo.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextChoices

from rorikt.calendar import OSLO
from rorikt.sheets.cell_values import Doubtful, to_moment
from rorikt.sheets.tabular import Value

SKIPPED = "finnes ikke: klokken ble stilt fram"
FIRST_DAY, LAST_DAY = 32_874, 73_415  # 1990 to 2100, as a sheet counts days
ONE_HOUR = timedelta(hours=1)  # what the clock is put back by in Oslo
EXAMPLE = "Skriv for eksempel {}, eller velg et annet format."
MONTHS = {
    name: number for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "mai may", "jun", "jul", "aug", "sep", "okt oct", "nov", "des dec"), 1
    ) for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<name>{'|'.join(MONTHS)})[a-zæøå]*\.?"
_YEAR_FIRST = r"(?P<y>\d{4})(?P<mark>[-/.]?)(?P<m>\d{2})(?P=mark)(?P<d>\d{2})"
_DOTS = r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})"
_DAY_FIRST = r"(?P<d>\d{1,2})(?P<mark>[-/])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})"
_MONTH_FIRST = r"(?P<m>\d{1,2})(?P<mark>[-/])(?P<d>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})"
_NAMED = (
    rf"(?:[a-zæøå]{{3,9}},? )?(?P<d>\d{{1,2}})\.?[-/ ]{_MONTH}[-/ ,]+(?P<y>\d{{4}}|\d{{2}})",
    rf"(?:[a-zæøå]{{3,9}},? )?{_MONTH} (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})",
)
_CLOCK = (
    r"(?:[T, ]+(?:kl\.? ?)?(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2}))?)?"
)


def _pattern(day: str) -> "re.Pattern[str]":
    return re.compile(day + _CLOCK, re.IGNORECASE)


class Format(TextChoices):
    """How text is read as a moment. The cells of a sheet that are moments already are read as such in all of them."""

    ISO = "iso", "2024-02-29 13:30 (år først, også med Z eller +01:00)"
    DOTS = "dots", "29.02.2024 13:30"
    DAY_FIRST = "day_first", "29/2/2024 13:30 eller 29-02-2024 13:30 (dag, måned, år)"
    MONTH_FIRST = "month_first", "2/29/2024 1:30 PM (måned, dag, år)"
    NAMED = "named", "29/Feb/24 1:30 PM eller 29. februar 2024 13:30 (måneden med bokstaver)"


EXAMPLES = {
    Format.ISO: "2024-02-29 13:30",
    Format.DOTS: "29.02.2024 13:30",
    Format.DAY_FIRST: "29/2/2024 13:30",
    Format.MONTH_FIRST: "2/29/2024 13:30",
    Format.NAMED: "29. februar 2024 13:30",
}
_PATTERNS = {
    Format.ISO: (_pattern(_YEAR_FIRST),),
    Format.DOTS: (_pattern(_DOTS),),
    Format.DAY_FIRST: (_pattern(_DAY_FIRST),),
    Format.MONTH_FIRST: (_pattern(_MONTH_FIRST),),
    Format.NAMED: tuple(map(_pattern, _NAMED)),
}


OPEN_TO_DOUBT = {Format.DAY_FIRST, Format.MONTH_FIRST}


class Twice(TextChoices):
    """Which moment is meant by a clock that came twice, when summer time ended."""

    FIRST = "first", "Den første gangen, i sommertid"
    SECOND = "second", "Den andre gangen, i normaltid"
    ORDER = "order", "Etter rekkefølgen: den første som ikke er før det forrige som skjedde i saken"


class Moment(NamedTuple):
    """`second` is an hour later, of a clock that came twice. `is_moved` is one that was skipped, read an hour on."""

    first: datetime
    second: datetime | None = None
    is_moved: bool = False

    def chosen(self, choice: str, not_before: datetime | None = None) -> datetime:
        if self.second is None or choice not in {Twice.SECOND, Twice.ORDER}:
            return self.first
        if choice == Twice.SECOND:
            return self.second
        return self.second if not_before is not None and self.first < not_before else self.first


@lru_cache(maxsize=100_000, typed=True)
def read_moment(cell: Value, written: str, moves_skipped: bool = False) -> Moment:
    """In UTC. Raises ValueError for a text of another format, and for a clock that was skipped, unless it is moved."""
    try:
        return Moment(to_moment(_clock(cell, Format(written)) if isinstance(cell, str) else cell, OSLO))
    except Doubtful as doubt:
        return Moment(doubt.value, doubt.value + ONE_HOUR)
    except ValueError as error:
        reason = str(error)
        if SKIPPED in reason and moves_skipped:
            return Moment(_moved(cell, Format(written)), None, True)
        if isinstance(cell, str) and reason.startswith("«"):
            reason = f"«{cell}»{reason[reason.index('»') + 1 :]}"
        raise ValueError(reason) from error


def guess_format(texts: Iterable[str]) -> tuple[Format, bool]:
    """The format most texts have, and whether they leave no doubt: 3/4/2024 may be in March or in April."""
    counts: Counter[Format] = Counter()
    for text in texts:
        counts.update(written for written in Format if _found(text, written))
    most = max(counts.values(), default=0)
    best = [written for written in Format if most and counts[written] == most] or [Format.ISO]
    is_sure = (Format.MONTH_FIRST not in best and Format.DAY_FIRST not in best) or len(best) == 1
    return best[0], is_sure


def is_moment(cell: Value) -> bool:
    """Whether it is one in some format; a number may be a day of a sheet."""
    if isinstance(cell, str):
        return any(_found(cell.strip(), written) for written in Format)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return FIRST_DAY <= cell <= LAST_DAY
    return isinstance(cell, date)


def day_in(text: str, written: Format) -> int:
    """The day of the month as it is written; 0 where it is not written so."""
    found = _found(text, written)
    return int(found["d"]) if found else 0


def _moved(cell: Value, written: Format) -> datetime:
    """The clock was put an hour on, so that 02.30 is what came to be called 03.30."""
    naive = cell if isinstance(cell, datetime) else _clock(str(cell), written)
    return naive.replace(tzinfo=OSLO, fold=0).astimezone(UTC)


def _found(text: str, written: Format) -> "re.Match[str] | None":
    """As it is written there, with a day and a month that can be."""
    for pattern in _PATTERNS[written]:
        if found := pattern.fullmatch(text):
            month = MONTHS[found["name"].lower()] if written == Format.NAMED else int(found["m"])
            return found if 1 <= month <= 12 and 1 <= int(found["d"]) <= 31 else None
    return None


def _clock(text: str, written: Format) -> datetime:
    """With its zone, where it has one. Raises ValueError for what is not written so, or is no moment."""
    found = next((found for pattern in _PATTERNS[written] if (found := pattern.fullmatch(text))), None)
    if found is None:
        raise ValueError(f"«{text}» passer ikke med formatet. {EXAMPLE.format(EXAMPLES[written])}")
    month = MONTHS[found["name"].lower()] if written == Format.NAMED else int(found["m"])
    year = int(found["y"]) if len(found["y"]) == 4 else 2000 + int(found["y"])
    hour, half = int(found["h"] or 0), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(f"«{text}» er ikke et tidspunkt.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        day = date(year, month, int(found["d"]))
    except ValueError as error:
        raise ValueError(f"«{text}» er ingen dag i kalenderen.") from error
    try:
        naive = datetime.combine(day, time(hour, int(found["min"] or 0), int(found["s"] or 0)))
    except ValueError as error:
        raise ValueError(f"«{text}» er ikke et tidspunkt.") from error
    return naive.replace(tzinfo=_zone(found["zone"])) if found["zone"] else naive


def _zone(text: str) -> tzinfo:
    digits = re.sub(r"\D", "", text)
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if "-" in text else offset)
