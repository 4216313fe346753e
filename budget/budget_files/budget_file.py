"""A budget read from a file: accounts with an amount of the year, or of each of its months.

The months stand in a column each, or a row each with its period. What is stored of it is in budget_files/actions.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from budget.ledger.accounts_file import FIRST_YEAR, LAST_YEAR, LONGEST_ART, RowFault, padded_art, period_of
from budget.ledger.codes import Codes
from budget.lines.period import MONTHS_OF_YEAR
from rorikt.amounts import LARGEST_AMOUNT, MONTHS, kroner
from rorikt.children.limited_reading import Unreadable
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field, Findings, Values, converted, mapping_faults
from rorikt.jobs.queue import Progress
from rorikt.sheets.tabular import Layout, rows_of

KIND = "budgets"
MONTH_FIELDS = tuple(f"month_{month}" for month in range(1, MONTHS_OF_YEAR + 1))
YEAR_OF_FILE = "year"  # option of a file: the year that it is the budget of
FIELDS = (
    Field(
        "account",
        "Konto",
        "code",
        synonyms=("kontonr", "kontonummer", "konto nr", "kontokode", "artskonto", "hovedkonto", "account"),
        max_length=20,
        help_text="Uten konto brukes arten.",
    ),
    Field("account_name", "Kontonavn", synonyms=("konto navn", "kontotekst", "konto t", "artsnavn", "tekst")),
    Field("art", "KOSTRA-art", "code", synonyms=("kostraart", "art", "artskode", "artnr"), max_length=20),
    Field(
        "amount",
        "Beløp",
        "amount",
        synonyms=("budsjett", "årsbudsjett", "budsjettbeløp", "sum", "år", "totalt", "belop", "amount"),
        help_text="Hele året, eller måneden når filen har en rad for hver måned.",
    ),
    Field(
        "period",
        "Periode",
        "code",
        synonyms=("måned", "månad", "mnd", "periodenr", "period", "month"),
        max_length=20,
        help_text="1–12, 202501 eller januar, når filen har en rad for hver måned.",
    ),
    *(
        Field(
            name,
            month.capitalize(),
            "amount",
            synonyms=(month[:3], f"{number:02}", str(number), f"periode {number}", f"mnd {number}", f"p{number}"),
        )
        for number, (name, month) in enumerate(zip(MONTH_FIELDS, MONTHS, strict=True), start=1)
    ),
)
SUM_ROW = re.compile(r"(?:(?:del|total|slutt|hoved)?sum|totalt?|netto|i alt|til sammen|resultat)\b", re.IGNORECASE)


@dataclass
class AccountBudget:
    """What the file has of one account, NOK, costs above zero. `months` is empty where it tells only the year."""

    name: str = ""
    amount: Decimal = Decimal(0)
    months: list[Decimal] = field(default_factory=list)

    def add(self, amount: Decimal, months: list[Decimal], name: str) -> None:
        self.amount += amount
        self.name = self.name or name
        if months:
            self.months = [sum(pair, Decimal(0)) for pair in zip(self.months or [Decimal(0)] * 12, months, strict=True)]


@dataclass
class BudgetRead:
    """What a file holds, by account."""

    accounts: dict[Codes, AccountBudget] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    row_count: int = 0


def has_months(mapping: Mapping[str, str]) -> bool:
    return bool(mapping.get("period")) or any(mapping.get(name) for name in MONTH_FIELDS)


def faults(mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    """Name of a field to what has to be chosen before the file can be read."""
    found = mapping_faults(FIELDS, mapping, layout.header)
    in_columns = [name for name in MONTH_FIELDS if mapping.get(name)]
    if not mapping.get("account") and not mapping.get("art"):
        found["account"] = "Velg kolonnen med konto, eller den med KOSTRA-art."
    if mapping.get("period") and in_columns:
        found["period"] = "Velg enten en kolonne med periode, eller en kolonne for hver måned. Ikke begge."
    elif mapping.get("period") and not mapping.get("amount"):
        found["amount"] = "Velg kolonnen med månedens beløp."
    elif not mapping.get("amount") and not in_columns:
        found["amount"] = "Velg kolonnen med årets beløp, eller en kolonne for hver måned."
    if in_columns and len(in_columns) < MONTHS_OF_YEAR:
        missing = next(name for name in MONTH_FIELDS if not mapping.get(name))
        found[missing] = "Velg en kolonne for hver av de tolv månedene, eller ingen av dem."
    if not FIRST_YEAR <= (options.get(YEAR_OF_FILE) or 0) <= LAST_YEAR:
        found["year_of_file"] = "Skriv året filen er budsjettet for."
    return found


def read(imported: ImportedFile, path: Path, progress: Progress) -> BudgetRead:
    """The whole file once, in a limited process. Raises ValidationError if it cannot be read at all."""
    layout, reading = imported_files.layout_of(imported), BudgetRead()
    if found := faults(imported.mapping, imported.options, layout):
        raise ValidationError(list(found.values()))
    for told in layout.notices:
        reading.findings.warn(0, "", told)
    progress("Leser filen", 10)
    try:
        for codes, amount, months, name in _rows(imported, path, layout, reading):
            reading.accounts.setdefault(codes, AccountBudget()).add(amount, months, name)
            reading.row_count += 1
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    return reading


def _rows(
    imported: ImportedFile, path: Path, layout: Layout, reading: BudgetRead
) -> Iterator[tuple[Codes, Decimal, list[Decimal], str]]:
    columns, findings = imported.mapping, reading.findings
    ignores = bool(imported.options.get("ignore_beyond"))
    skips_sums = bool(imported.options.get("skip_sums"))
    factor = Decimal(
        (-1 if imported.options.get("turn_sign") else 1) * (1000 if imported.options.get("in_thousands") else 1)
    )
    below = rows_of(path, layout)
    for line, values in converted(below, layout.header, FIELDS, columns, findings, ignores_beyond=ignores):
        if skips_sums and _is_sum(values):
            findings.warn(line, "", "Raden uten konto er utelatt som sum eller overskrift.")
            continue
        try:
            yield _row(values, columns, factor, int(imported.options[YEAR_OF_FILE]))
        except RowFault as fault:
            findings.error(line, columns.get(fault.field, ""), str(fault))


def _is_sum(values: Values) -> bool:
    codes = [values[name] for name in ("account", "art") if values[name]]
    return not codes or any(SUM_ROW.match(code) for code in codes)


def _row(
    values: Values, columns: Mapping[str, str], factor: Decimal, year: int
) -> tuple[Codes, Decimal, list[Decimal], str]:
    account, art = values["account"], padded_art(values["art"])
    if not account and len(art) > LONGEST_ART:
        account, art = art, ""  # many systems call the account its art
    if not account and not art:
        raise RowFault("account" if columns.get("account") else "art", "Konto mangler.")
    amount, months = _amounts(values, columns, factor, year)
    if any(abs(one) > LARGEST_AMOUNT for one in (amount, *months)):
        raise RowFault("amount", f"{kroner(amount)} er et for stort beløp.")
    return Codes(account, art), amount, months, values["account_name"][:120]


def _amounts(values: Values, columns: Mapping[str, str], factor: Decimal, year: int) -> tuple[Decimal, list[Decimal]]:
    """The year and its months; an empty month is nothing."""
    if columns.get("period"):
        return _amount_of_period(values, factor, year)
    if not columns.get(MONTH_FIELDS[0]):
        if values["amount"] is None:
            raise RowFault("amount", "Beløp mangler. Skriv 0 der det ikke er budsjettert noe.")
        return values["amount"] * factor, []
    months = [(values[name] or Decimal(0)) * factor for name in MONTH_FIELDS]
    total, stated = sum(months, Decimal(0)), values["amount"]
    if stated is not None and stated * factor != total:
        raise RowFault(
            "amount", f"Månedene er til sammen {kroner(total)}, men året er {kroner(stated * factor)}. Rett en av dem."
        )
    return total, months


def _amount_of_period(values: Values, factor: Decimal, year: int) -> tuple[Decimal, list[Decimal]]:
    if not values["period"]:
        raise RowFault("period", "Periode mangler.")
    year_of_period, month = period_of(values["period"])
    if year_of_period not in (None, year):
        raise RowFault("period", f"Perioden er i {year_of_period}, men filen leses som budsjettet for {year}.")
    if not 1 <= month <= MONTHS_OF_YEAR:
        raise RowFault("period", f"«{values['period']}» er ikke en måned. Skriv 1–12, 202501 eller navnet på måneden.")
    if values["amount"] is None:
        raise RowFault("amount", "Beløp mangler. Skriv 0 der det ikke er budsjettert noe.")
    amount = values["amount"] * factor
    return amount, [amount if place == month else Decimal(0) for place in range(1, MONTHS_OF_YEAR + 1)]
