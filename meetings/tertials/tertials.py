"""The periods that a year is reported by: from January to the end of a tertial, or of another month. Pure."""

from rorikt.amounts import MONTHS

LAST = 12
TERTIALS = {4: "1. tertial", 8: "2. tertial", LAST: "3. tertial"}
CHOICES = {
    4: "1. tertial: januar–april",
    8: "2. tertial: januar–august",
    LAST: "3. tertial og hele året: januar–desember",
}
TITLE = "Tertialrapport"


def period_name(year: int, month: int) -> str:
    """`1. tertial 2024`, or `januar–mai 2024` where the period ends with no tertial."""
    if month in TERTIALS:
        return f"{TERTIALS[month]} {year}"
    return f"{MONTHS[0]}–{MONTHS[month - 1]} {year}" if month > 1 else f"{MONTHS[0]} {year}"


def title_of(year: int, month: int) -> str:
    return f"{TITLE} {period_name(year, month)}"


def next_period(year: int, month: int) -> tuple[int, int]:
    """Year and last month of the report after one of this period: to the end of the next tertial."""
    if month >= LAST:
        return year + 1, min(TERTIALS)
    return year, min(end for end in TERTIALS if end > month)


def tertial_reached(month: int | None) -> int:
    """The last tertial that accounts to `month` hold whole; the first where they hold none."""
    return max((end for end in TERTIALS if month is not None and end <= month), default=min(TERTIALS))
