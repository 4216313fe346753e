"""Moments as files of tickets write them: the order of day and month, and the clock that shows the same hour twice.

Pure. A moment without an offset is the clock in Oslo.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextChoices

from rorikt.calendar import OSLO
from rorikt.imports.reading import Doubtful, to_moment
from rorikt.sheets.tabular import Value

SKIPPED = "finnes ikke: klokken ble stilt fram"
ONE_HOUR = timedelta(hours=1)  # what the clock is put back by in Oslo
EXAMPLE = "Skriv for eksempel {}, eller velg et annet format."
_SLASHES = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})"
    r"(?:[T ]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
_DOTS = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b.*")
_YEAR_FIRST = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:\D.*)?")


class Format(TextChoices):
    """How text is read as a moment. The cells of a sheet that are moments already are read as such in all of them."""

    ISO = "iso", "2024-02-29 13:30 (år først, også med Z eller +01:00)"
    DOTS = "dots", "29.02.2024 13:30"
    DAY_FIRST = "day_first", "29/2/2024 13:30 (dag/måned/år)"
    MONTH_FIRST = "month_first", "2/29/2024 1:30 PM (måned/dag/år)"


EXAMPLES = {
    Format.ISO: "2024-02-29 13:30",
    Format.DOTS: "29.02.2024 13:30",
    Format.DAY_FIRST: "29/2/2024 13:30",
    Format.MONTH_FIRST: "2/29/2024 13:30",
}


class Twice(TextChoices):
    """Which moment is meant by a clock that came twice, when summer time ended."""

    FIRST = "first", "Den første gangen, i sommertid"
    SECOND = "second", "Den andre gangen, i normaltid"
    ORDER = "order", "Etter rekkefølgen: den første som ikke er før det som skjedde forut i saken"


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
        return Moment(to_moment(_as_iso(cell, Format(written)) if isinstance(cell, str) else cell, OSLO))
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
    slashes, dots, iso = [], 0, 0
    for text in texts:
        if found := _SLASHES.fullmatch(text):
            slashes.append((int(found[1]), int(found[2])))
        dots += bool(_DOTS.fullmatch(text))
        iso += bool(_YEAR_FIRST.fullmatch(text))
    if len(slashes) <= max(dots, iso):
        return (Format.DOTS if dots > iso else Format.ISO), True
    if any(second > 12 for _, second in slashes):
        return Format.MONTH_FIRST, not any(first > 12 for first, _ in slashes)
    return Format.DAY_FIRST, any(first > 12 for first, _ in slashes)


def _moved(cell: Value, written: Format) -> datetime:
    """The clock was put an hour on, so that 02.30 is what came to be called 03.30."""
    naive = cell if isinstance(cell, datetime) else datetime.fromisoformat(_as_year_first(str(cell), written))
    return naive.replace(tzinfo=OSLO, fold=0).astimezone(UTC)


def _as_year_first(text: str, written: Format) -> str:
    iso = _as_iso(text, written)
    if written != Format.DOTS:
        return iso
    day, month, rest = iso.split(".", 2)
    return f"{rest[:4]}-{int(month):02d}-{int(day):02d}{rest[4:].replace('.', ':')}"


def _as_iso(text: str, written: Format) -> str:
    """What `to_moment` reads, of a text that is written as it was said to be."""
    if written in {Format.ISO, Format.DOTS}:
        pattern = _YEAR_FIRST if written == Format.ISO else _DOTS
        if not pattern.fullmatch(text):
            raise ValueError(f"«{text}» passer ikke med formatet. {EXAMPLE.format(EXAMPLES[written])}")
        return text
    found = _SLASHES.fullmatch(text)
    if not found:
        raise ValueError(f"«{text}» passer ikke med formatet. {EXAMPLE.format(EXAMPLES[written])}")
    day, month = (found[1], found[2]) if written == Format.DAY_FIRST else (found[2], found[1])
    year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
    hour = int(found[4] or 0)
    if found[7]:
        if not 1 <= hour <= 12:
            raise ValueError(f"«{text}» er ikke et tidspunkt.")
        hour = hour % 12 + (12 if found[7].lower().startswith("p") else 0)
    return f"{year}-{int(month):02d}-{int(day):02d} {hour:02d}:{found[5] or '00'}:{found[6] or '00'}"
