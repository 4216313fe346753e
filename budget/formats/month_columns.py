"""Accounts with a column a month: which column is which month, and the entries that one row of them makes.

An amount of zero and an empty cell are the same: no entry. So the months to come, which some systems write as zero and
others leave empty, do not make the accounts reach further than they do.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rorikt.amounts import MONTHS, kroner
from rorikt.imports.reading import Field, guess_mapping
from rorikt.sheets.month_titles import CLOSING, MonthTitle, month_of

TOTAL = "row_total"
LABELS = {number: name.capitalize() for number, name in enumerate(MONTHS, start=1)} | {CLOSING: "Avslutning av året"}
FIELD_OF = {number: f"month_{number}" for number in LABELS}
TOTAL_FIELD = Field(
    TOTAL,
    "Sum av månedene",
    "amount",
    synonyms=("sum", "totalt", "total", "i alt", "hele året", "året", "hittil i år", "regnskap hittil", "akkumulert"),
    help_text="Leses ikke inn, men holdes mot månedene rad for rad. La den stå tom når kolonnen er noe annet.",
)
MONTH_FIELDS = (*(Field(FIELD_OF[number], label, "amount") for number, label in LABELS.items()), TOTAL_FIELD)
# What an amount, and when it is of, is told by in a file with a row for each.
OF_ONE_AMOUNT = ("amount", "debit", "credit", "period", "booked_on")


def columns_of(mapping: Mapping[str, str]) -> dict[int, str]:
    """Month to the title of its column; empty where the file has no column a month."""
    return {number: mapping[name] for number, name in FIELD_OF.items() if mapping.get(name)}


def with_new_months(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The mapping with the months that have come since it was chosen, of the years that its columns are of."""
    chosen = columns_of(mapping)
    years = {year_of(title) for title in chosen.values()}
    new: dict[str, str] = {}
    for title, found in told_months(header).items():
        if found.year in years and found.month not in chosen and title not in mapping.values():
            new.setdefault(FIELD_OF[found.month], title)
    return {**mapping, **new}


def proposed(header: Sequence[str]) -> dict[str, str]:
    """Field name to title: the months of the newest year that the titles tell, and their sum.

    Nothing for fewer than two months.
    """
    told = told_months(header)
    newest = max((found.year or 0 for found in told.values()), default=0)
    months: dict[str, str] = {}
    for title, found in told.items():
        if (found.year or 0) == newest:
            months.setdefault(FIELD_OF[found.month], title)
    if len(months) < 2:
        return {}
    return months | guess_mapping([TOTAL_FIELD], [title for title in header if title not in told])


def told_months(header: Sequence[str]) -> dict[str, MonthTitle]:
    """The titles that are months."""
    return {title: found for title in header if (found := month_of(title))}


def year_of(title: str) -> int | None:
    found = month_of(title)
    return found.year if found else None


def notices(chosen: Mapping[str, str], read: Mapping[str, str], header: Sequence[str]) -> Iterator[str]:
    """What a person has to know: months that have come since the columns were chosen, and those that are not read.

    `chosen` is the mapping as it is stored, `read` the one that the file is read by.
    """
    for number, title in columns_of(read).items():
        if FIELD_OF[number] not in chosen:
            yield f"«{title}» er ny siden kolonnene ble valgt, og er lest som {LABELS[number].lower()}."
    if left := [f"«{title}»" for title in told_months(header) if title not in read.values()]:
        yield f"Ikke lest: {', '.join(left)}."


def amounts_of(values: Mapping[str, Any]) -> dict[int, Decimal]:
    """Month to amount, without those that are zero or empty."""
    return {number: amount for number, name in FIELD_OF.items() if (amount := values[name])}


def total_fault(stated: Decimal | None, months: Mapping[int, Decimal]) -> str:
    """What is wrong where the row's own sum is not that of its months; empty where it is, or the row states none."""
    ours = sum(months.values(), Decimal(0))
    if stated is None or stated == ours:
        return ""
    return (
        f"Summen er {kroner(stated)}, men månedene er til sammen {kroner(ours)}. Se etter om en måned mangler. Er "
        "kolonnen noe annet enn summen av månedene, velg «Ikke i filen» for den under «Endre kolonnene»."
    )
