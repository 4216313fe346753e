"""Amounts, shares and dates as Norwegians print and type them.

Thousands are set apart by a no-break space, a negative number has U+2212 as its minus, and decimals follow a comma.
Rounding for print happens here and nowhere else, half up, and is never fed back into a computation.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"
ORE = Decimal("0.01")
KRONE = Decimal(1)
LARGEST_AMOUNT = Decimal("999999999999.99")  # what a field of the database holds
MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember".split()  # noqa: SIM905
)

# `\s` is every kind of space; what follows has no width at all, such as the byte order mark of a file.
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")
# Spaces between digits that do not set apart a group of three: `12 34`, `1234 567`, `1,5 00`.
_ODD_GROUP = re.compile(r"\d\s+(?!\d{3}(?!\d))\d|\d{4}\s+\d|[.,]\d+\s+\d")
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"))
_TYPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+(?:[.,]\d+)?", re.ASCII)


def number(value: Decimal | int | float | None, decimals: int = 0) -> str:
    """`1 937 782,94`; «–» for `None`."""
    if value is None:
        return NOTHING
    rounded = Decimal(value if not isinstance(value, float) else repr(value)).quantize(
        Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )
    whole, _, fraction = f"{abs(rounded):,f}".partition(".")
    text = whole.replace(",", NO_BREAK_SPACE) + (f",{fraction}" if fraction else "")
    return MINUS + text if rounded < 0 else text


def how_many(count: int, one: str, many: str) -> str:
    """`1 fil`, `2 filer`."""
    return f"{number(count)} {one if count == 1 else many}"


def kroner(value: Decimal | None) -> str:
    """NOK with øre: `1 937 782,94`."""
    return number(value, 2)


def whole_kroner(value: Decimal | None) -> str:
    """NOK without øre: `1 937 783`."""
    return number(value)


def thousands(value: Decimal | None) -> str:
    """Whole thousands of NOK: 83866123.45 is `83 866`."""
    return number(None if value is None else value / 1000)


def millions(value: Decimal | None, decimals: int = 3) -> str:
    """`1,938` for 1937782.94."""
    return number(None if value is None else value / 1_000_000, decimals)


def percentage(value: Decimal | float | None, decimals: int = 2) -> str:
    """`45,87 %`; the value is a per cent, not a fraction."""
    return NOTHING if value is None else number(value, decimals) + NO_BREAK_SPACE + "%"


def short_date(value: date | datetime | None) -> str:
    """`14.02.2024`, a moment as its day in Oslo."""
    return NOTHING if value is None else _day(value).strftime("%d.%m.%Y")


def printed_period(first: date, last: date | None) -> str:
    """`01.01.2023 – 31.12.2023`, both days included; `fra 01.01.2024` where it has no end."""
    return f"fra {short_date(first)}" if last is None else f"{short_date(first)} – {short_date(last)}"


def short_moment(value: datetime) -> str:
    """`14.02.2024 10.05`, in Oslo."""
    return timezone.localtime(value).strftime(f"%d.%m.%Y{NO_BREAK_SPACE}%H.%M")


def long_date(value: date | datetime | None) -> str:
    """`14. februar 2024`."""
    if value is None:
        return NOTHING
    day = _day(value)
    return f"{day.day}.{NO_BREAK_SPACE}{MONTHS[day.month - 1]} {day.year}"


def month_name(value: date) -> str:
    """`januar 2024`."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def month_span(first: date, last: date) -> str:
    """`februar–april 2024`, or `november 2023–januar 2024`, or the one month."""
    if (first.year, first.month) == (last.year, last.month):
        return month_name(last)
    return f"{MONTHS[first.month - 1] if first.year == last.year else month_name(first)}–{month_name(last)}"


def parse_number(text: str) -> Decimal:
    """What a person typed or a file holds: any kind of space, either minus, `kr`, `,-` and a comma or a point.

    A point followed by three digits sets thousands apart (`1.937.782,94`) only where there is more than one, or a
    comma follows; `1.500` alone is refused, since it may mean either. Raises ValueError with a Norwegian sentence.
    """
    check_grouping(text)
    cleaned = _SPACES.sub("", text).translate(_MINUSES).lower()
    cleaned = re.sub(r"^(-?)(?:kr|nok)\.?|(?:kr|nok)\.?$", r"\1", cleaned)
    cleaned = re.sub(r",-+$", "", cleaned).rstrip("%")
    if not _TYPED.fullmatch(cleaned):
        raise ValueError(f"«{text.strip()}» er ikke et tall. Skriv for eksempel 1 937 782,94.")
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", cleaned):
        raise ValueError(f"«{text.strip()}» kan leses på to måter. Skriv tusener uten punktum, og øre etter komma.")
    if "," in cleaned or cleaned.count(".") > 1:
        cleaned = cleaned.replace(".", "").replace(",", ".")
    try:
        return Decimal(cleaned)
    except InvalidOperation as error:
        raise ValueError(f"«{text.strip()}» er ikke et tall.") from error


def check_grouping(text: str) -> None:
    """Raises ValueError for two numbers that only a space holds apart, which must not become one."""
    if _ODD_GROUP.search(text):
        raise ValueError(f"«{text.strip()}» kan være to tall. Skriv for eksempel 1 937 782,94.")


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
