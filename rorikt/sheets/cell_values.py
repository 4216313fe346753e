"""What a cell says: a text, a number, an amount, a day or a moment, as Norwegian systems and spreadsheets write them.

Each function raises ValueError with a Norwegian sentence for what it cannot be.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from rorikt.amounts import LARGEST_AMOUNT, ORE, check_grouping, parse_number
from rorikt.sheets.tabular import Value

# What is left over when a program has added amounts in floating point.
NOISE = Decimal("0.00001")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)

# By far the commonest way to write an amount, read without the detours that parse_number has to make.
_PADDING = str.maketrans({" ": "", "\u00a0": "", "\u202f": "", "\u2212": "-"})
_SPACE = "[ \u00a0\u202f]"
_PLAIN_NUMBER = re.compile(
    rf"{_SPACE}*[-\u2212]?{_SPACE}*(?:\d+|\d{{1,3}}(?:{_SPACE}\d{{3}})+)(?:,\d+|\.\d{{1,2}})?{_SPACE}*", re.ASCII
)
# Commas set thousands apart and a point the decimals: English, and only to be understood in one way.
_ENGLISH_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d{1,2}", re.ASCII)
# What the accounting format of a spreadsheet shows, and writes, for zero.
_DASH = re.compile(r"[\s\u200b\ufeff]*[-\u2212\u2010-\u2015][\s\u200b\ufeff]*")
LONGEST = 200  # characters of what can still be a number, a day or a clock; a cell may have millions
SHORT = 9  # characters; a dash with its padding is no longer
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_DAY_AND_CLOCK = re.compile(
    r"(\S+?)(?:[T ]+(?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?", re.IGNORECASE
)
_OFFSET = re.compile(r"\s*(?:Z|[+-]\d{2}:?\d{2})$")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


class Doubtful(Exception):
    """A value that can be read, but has to be looked at: `value` and why."""

    def __init__(self, value: Any, reason: str) -> None:
        super().__init__(reason)
        self.value, self.reason = value, reason


def to_text(cell: Value) -> str:
    """As it would be read aloud: a whole number of a sheet has no decimals, so that account 10100 stays five digits."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell).strip()


def to_number(cell: Value) -> Decimal:
    """Padded, with either minus before or after, or in parentheses, which in accounts mean below zero."""
    _check_bounds(cell)
    if isinstance(cell, (bool, date, time, timedelta)) or cell is None:
        raise ValueError(f"«{cell}» er ikke et tall.")
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell))
    if _PLAIN_NUMBER.fullmatch(cell):
        return Decimal(cell.translate(_PADDING).replace(",", "."))
    text = cell.strip()
    if text[:1] == "=":
        raise ValueError(f"Formelen «{text}» har ikke noe resultat. Åpne filen i regnearket, og lagre den på nytt.")
    check_grouping(text)
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        text = f"-{text[1:-1]}"
    elif len(text) > 1 and text[-1] in "-\u2212\u2013" and text[-2] not in ",." and text[0] not in "+-\u2212\u2013":
        text = f"-{text[:-1]}"
    plain = text.translate(_PADDING)
    return Decimal(plain.replace(",", "")) if _ENGLISH_NUMBER.fullmatch(plain) else parse_number(text)


def to_amount(cell: Value) -> Decimal:
    """NOK in whole øre; a dash alone is zero.

    A sum that floating point has left a trace on is taken back; other decimals are refused, and so is a per cent.
    """
    _check_bounds(cell)
    if isinstance(cell, str) and (len(cell) < SHORT or "%" in cell):
        if _DASH.fullmatch(cell):
            return Decimal("0.00")
        if "%" in cell:
            raise ValueError(f"«{cell.strip()}» er en prosent, ikke et beløp.")
    number = to_number(cell)
    amount = number.quantize(ORE) if abs(number) <= LARGEST_AMOUNT else number
    if abs(number) > LARGEST_AMOUNT:
        raise ValueError(f"«{cell}» er et for stort beløp.")
    if abs(number - amount) > NOISE:
        raise ValueError(f"«{cell}» har flere enn to desimaler.")
    return amount + 0


def to_integer(cell: Value) -> int:
    """Raises ValueError with a Norwegian sentence for what is no whole number."""
    number = to_number(cell)
    if number != number.to_integral_value():
        raise ValueError(f"«{cell}» er ikke et helt tall.")
    return int(number)


def to_date(cell: Value) -> date:
    """`2024-02-14`, `20240214`, `14.02.2024` or a date of a sheet. What is after the day is left out."""
    _check_bounds(cell)
    if isinstance(cell, datetime):
        return _plausible(cell.date(), cell)
    if isinstance(cell, date):
        return _plausible(cell, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _day_of_number(cell)
    text = str(cell).strip()
    found = _DAY_AND_CLOCK.fullmatch(text)
    return _plausible(_day(found[1] if found else text, text), text)


def to_moment(cell: Value, zone: ZoneInfo) -> datetime:
    """Aware, in UTC. Without an offset it is the clock in `zone`.

    Raises ValueError for a clock that was skipped when summer time began, and Doubtful for one that came twice.
    """
    _check_bounds(cell)
    if isinstance(cell, datetime):
        _plausible(cell.date(), cell)
        return cell.astimezone(UTC) if cell.tzinfo else _local(cell, zone, cell)
    if isinstance(cell, date):
        return _local(datetime.combine(_plausible(cell, cell), time()), zone, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _local(_moment_of_number(cell), zone, cell)
    text = str(cell).strip()
    if _OFFSET.search(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError as error:
            raise ValueError(f"«{text}» er ikke et tidspunkt. Skriv for eksempel 2024-02-14 13:30.") from error
    found = _DAY_AND_CLOCK.fullmatch(text)
    if not found:
        raise ValueError(f"«{text}» er ikke et tidspunkt. Skriv for eksempel 2024-02-14 13:30.")
    day = _plausible(_day(found[1], text), text)
    try:
        clock = time(int(found[2] or 0), int(found[3] or 0), int(found[4] or 0))
    except ValueError as error:
        raise ValueError(f"«{text}» er ikke et tidspunkt.") from error
    return _local(datetime.combine(day, clock), zone, text)


def _check_bounds(cell: Value) -> None:
    """What is far too long is not tried: the patterns above would take hours over some of it."""
    if isinstance(cell, str) and len(cell) > LONGEST:
        raise ValueError(f"«{cell[:40].strip()} …» er for langt til å være et tall, en dag eller et tidspunkt.")
    if isinstance(cell, float) and not isfinite(cell):
        raise ValueError(f"«{cell}» er ikke et tall.")


def _day(text: str, whole: str) -> date:
    try:
        if found := _DAY_FIRST.fullmatch(text):
            year = int(found[3])
            return date(year if year > 99 else 2000 + year, int(found[2]), int(found[1]))
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise ValueError(f"«{whole}» er ingen dag i kalenderen.") from error
    raise ValueError(f"«{whole}» er ikke en dato. Skriv for eksempel 14.02.2024 eller 2024-02-14.")


def _day_of_number(number: float) -> date:
    """A day as a sheet counts it, or the eight digits of 20240214."""
    if number == int(number) and 19_900_101 <= number <= 21_001_231:
        return _plausible(_day(str(int(number)), str(int(number))), number)
    return _moment_of_number(number).date()


def _moment_of_number(number: float) -> datetime:
    if not (EARLIEST - _EXCEL_DAY_ZERO).days <= number <= (LATEST - _EXCEL_DAY_ZERO).days:
        raise ValueError(f"«{number:g}» er ikke en dato.")
    seconds = round((number - int(number)) * 86_400)
    return datetime.combine(_EXCEL_DAY_ZERO + timedelta(days=int(number)), time()) + timedelta(seconds=seconds)


def _plausible(day: date, cell: Value) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"«{cell}» er utenfor årene {EARLIEST.year} til {LATEST.year}.")
    return day


def _local(moment: datetime, zone: ZoneInfo, cell: Value) -> datetime:
    aware = moment.replace(tzinfo=zone, fold=0)
    in_utc = aware.astimezone(UTC)
    if in_utc.astimezone(zone).replace(tzinfo=None) != moment.replace(fold=0):
        raise ValueError(f"«{cell}» finnes ikke: klokken ble stilt fram da sommertiden begynte.")
    if aware.utcoffset() != aware.replace(fold=1).utcoffset():
        raise Doubtful(in_utc, f"«{cell}» finnes to ganger, siden sommertiden sluttet. Lest som det første.")
    return in_utc
