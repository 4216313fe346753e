"""The accounts read from a file: CSV or a workbook by its mapping, SAF-T and KOSTRA's files by their own formats.

Reads and adds up; what is stored, and what it changes, is in accounts/actions.py.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from budget.formats import kostra_file
from budget.formats.kostra_entries import THOUSAND, KostraRead, odd_with
from budget.formats.kostra_file import Record
from budget.formats.month_columns import (
    FIELD_OF,
    MONTH_FIELDS,
    OF_ONE_AMOUNT,
    TOTAL,
    amounts_of,
    columns_of,
    notices,
    proposed,
    told_months,
    total_fault,
    with_new_months,
    year_of,
)
from budget.ledger import kostra, saft
from budget.ledger.codes import WHOLE_YEAR, TotalKey, Totals
from budget.ledger.models import LAST_MONTH, LONGEST_VOUCHER, AccountEntry
from rorikt.amounts import LARGEST_AMOUNT, MONTHS, kroner
from rorikt.children.limited_reading import Unreadable
from rorikt.imports import imported_files
from rorikt.imports.bulk import Spool
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field, Findings, Values, converted, guess_mapping, mapping_faults
from rorikt.jobs.queue import Progress
from rorikt.sheets.cell_values import to_amount
from rorikt.sheets.tabular import Layout, SheetRow, rows_of

KIND = "accounts"
PROGRESS_STEP = 5_000
MOST_ART = AccountEntry._meta.get_field("art").max_length or 0
LONGEST_ART = 3  # a KOSTRA art has three digits
FIRST_YEAR, LAST_YEAR = 2000, 2100
ENTRY_FIELDS = (
    "account_import_id", "line_number", "year", "month", "booked_on", "account", "art", "function", "text", "amount",
    "voucher", "reference",
)  # fmt: skip
FIELDS = (
    Field(
        "account",
        "Konto",
        "code",
        synonyms=(
            "kontonr",
            "kontonummer",
            "konto nr",
            "kontokode",
            "konto id",
            "accountid",
            "artskonto",
            "hovedkonto",
            "account",
            "account number",
            "account no",
        ),
        max_length=20,
        help_text="Fem siffer i de fleste kommuner. Uten konto brukes arten.",
    ),
    Field(
        "account_name",
        "Kontonavn",
        synonyms=(
            "navn",
            "konto navn",
            "kontotekst",
            "konto t",
            "konto tekst",
            "kontobeskrivelse",
            "artsnavn",
            "art t",
            "art tekst",
            "account name",
            "account description",
            "art navn",
            "artstekst",
        ),
    ),
    Field(
        "art",
        "KOSTRA-art",
        "code",
        synonyms=("kostraart", "kostra artskode", "art", "artskode", "artnr", "art nr"),
        max_length=20,
    ),
    Field(
        "function",
        "Funksjon",
        "code",
        synonyms=("kostra funksjon", "kostrafunksjon", "funksjonskode", "tjeneste", "teneste"),
        max_length=6,
    ),
    Field(
        "amount",
        "Beløp",
        "amount",
        synonyms=(
            "regnskap",
            "rekneskap",
            "regnskap hittil",
            "hittil i år",
            "netto",
            "saldo",
            "belop",
            "regnskapstall",
            "sum",
            "amount",
        ),
        help_text="Utgifter er positive. La den stå tom når filen har debet og kredit.",
    ),
    Field("debit", "Debet", "amount", synonyms=("debit", "debetbeløp")),
    Field("credit", "Kredit", "amount", synonyms=("credit", "kreditbeløp")),
    Field("year", "År", "integer", synonyms=("regnskapsår", "rekneskapsår", "budsjettår", "årstall", "year")),
    Field(
        "period",
        "Periode",
        "code",
        synonyms=("måned", "månad", "mnd", "regnskapsperiode", "periodenr", "period", "month"),
        max_length=20,
        help_text="1–12, 202301 eller januar. 13 er avslutningen av året.",
    ),
    Field(
        "booked_on",
        "Dato",
        "date",
        synonyms=(
            "bilagsdato",
            "bilag dato",
            "bokføringsdato",
            "posteringsdato",
            "transaksjonsdato",
            "regnskapsdato",
            "date",
        ),
    ),
    Field(
        "text",
        "Tekst",
        synonyms=("bilagstekst", "bilag tekst", "posteringstekst", "beskrivelse", "forklaring", "description"),
    ),
    Field(
        "voucher",
        "Bilagsnummer",
        "code",
        synonyms=(
            "bilagsnr",
            "bilagnr",
            "bilag nr",
            "bilag nummer",
            "bilag",
            "voucher",
            "voucher no",
            "voucher number",
            "transaksjonsnummer",
            "transaksjonsnr",
            "transnr",
            "transactionid",
        ),
        max_length=LONGEST_VOUCHER,
        help_text="Viser vei fra posten til bilaget, når bilagene er lastet opp.",
    ),
    Field(
        "reference",
        "Dokumentreferanse",
        "code",
        synonyms=(
            "dokumentnummer",
            "dokumentnr",
            "dokument id",
            "fakturanummer",
            "fakturanr",
            "faktura nr",
            "sourcedocumentid",
            "invoice number",
            "document number",
        ),
        help_text="Nummeret på fakturaen eller dokumentet, når filene er navngitt etter det og ikke etter bilaget.",
    ),
    *MONTH_FIELDS,
)

MISSING_AMOUNT = (
    "Beløp mangler. Betyr et tomt beløp null i denne filen, kryss av for «Tomt beløp er null» under «Endre kolonnene»."
)
_YEAR_AND_MONTH = re.compile(r"((?:19|20)\d\d)[-./ ]?(\d{1,2})|(\d{1,2})[-./ ]((?:19|20)\d\d)")
_NAMED_MONTH = re.compile(r"([a-zæøå]{3,})\.?(?:[ -]?((?:19|20)\d\d))?", re.IGNORECASE)
_SUM_ROW = re.compile(
    r"(?:(?:del|total|slutt|hoved)?sum|(?:grand )?totalt?|netto|i alt|til sammen|resultat)\b", re.IGNORECASE
)


class FileEntry(NamedTuple):
    """One row as it is to be stored, before it has an import to belong to."""

    line_number: int
    year: int
    month: int
    booked_on: date | None
    account: str
    art: str
    function: str
    text: str
    amount: Decimal
    name: str = ""
    voucher: str | None = None
    reference: str | None = None


@dataclass
class AccountsRead:
    """What a file holds. `stated` are the file's own sum rows, which are not stored: line, what it says, and ours.

    `sums` are what the rows had come to at each of them, and 0 at the start. `reach` is the last month that the file
    itself says it holds, where its rows do not tell.
    """

    totals: Totals = field(default_factory=Totals)
    findings: Findings = field(default_factory=Findings)
    row_count: int = 0
    stated: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    total: Decimal = Decimal(0)
    sums: set[Decimal] = field(default_factory=lambda: {Decimal(0)})
    last_sum: Decimal = Decimal(0)
    reach: int | None = None
    arts_seen: set[tuple[int, str]] = field(default_factory=set)


def has_own_form(path: Path) -> bool:
    """Whether the file itself tells what is where, so that nobody has to choose columns."""
    return is_saft(path) or is_kostra(path)


def is_saft(path: Path) -> bool:
    start = _start_of(path).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<") or start.startswith(b"<\x00")


def is_kostra(path: Path) -> bool:
    return kostra_file.is_kostra(_start_of(path))


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(200)


def year_in(title: str) -> int | None:
    """The year that a title of a column of amounts tells: `Regnskap 2023`, `rekneskap_2011`, `2013`."""
    found = set(re.findall(r"(?<!\d)20\d\d(?!\d)", title))
    return int(found.pop()) if len(found) == 1 else None


def faults(mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    """Name of a field to what has to be chosen before the file can be read."""
    found = mapping_faults(FIELDS, mapping, layout.header)
    if not mapping.get("account") and not mapping.get("art"):
        found["account"] = "Velg kolonnen med konto, eller den med KOSTRA-art."
    has_sides, months = mapping.get("debit") and mapping.get("credit"), columns_of(mapping)
    if not mapping.get("amount") and not has_sides and not months:
        found["amount"] = "Velg kolonnen med beløp, eller både debet og kredit, eller en kolonne for hver måned."
    if months and (doubled := [name for name in OF_ONE_AMOUNT if mapping.get(name)]):
        found[doubled[0]] = "La denne stå tom når hver måned har sin kolonne, eller velg bort månedene."
    if mapping.get(TOTAL) and not months:
        found[TOTAL] = "Velg også kolonnene med månedene, eller velg denne som beløp."
    if mapping.get("amount") and (mapping.get("debit") or mapping.get("credit")):
        found["amount"] = "Velg enten beløp, eller debet og kredit. Ikke begge."
    is_in_titles = bool(months) and all(map(year_of, months.values()))
    if not (is_in_titles or any(mapping.get(name) for name in ("year", "period", "booked_on")) or options.get("year")):
        found["year_of_file"] = "Velg kolonnen med år, periode eller dato, eller skriv året hele filen gjelder."
    return found


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Field name to title, as it looks: with a column a month where at least two titles are months."""
    plain = [one for one in FIELDS if one not in MONTH_FIELDS]
    if not (months := proposed(header)):
        return guess_mapping(plain, header)
    others = [title for title in header if title not in told_months(header) and title not in months.values()]
    return guess_mapping([one for one in plain if one.name not in OF_ONE_AMOUNT], others) | months


def read(imported: ImportedFile, path: Path, progress: Progress, spool: Spool | None = None) -> AccountsRead:
    """The whole file once. `spool` gets every entry, for those who are to store them.

    Raises ValidationError if it cannot be read at all; what is wrong with single rows is in `findings`.
    """
    reading = AccountsRead()
    entries = _entries(imported, path, reading)
    try:
        for entry in entries:
            key = TotalKey(entry.year, entry.month, entry.account, entry.art)
            if entry.art and key not in reading.totals.by_key:
                _look_up_art(entry, reading)
            reading.totals.add(key, entry.amount, entry.name)
            reading.row_count += 1
            reading.total += entry.amount
            if spool is not None:
                # As text an amount is written three times as fast, and both databases take it as it is.
                spool.append((*entry[:8], str(entry.amount), *entry[10:]))
            if reading.row_count % PROGRESS_STEP == 0:
                progress(f"Leser rad {reading.row_count:,}".replace(",", " "), 5 + min(70, reading.row_count // 4000))
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    return reading


def _look_up_art(entry: FileEntry, reading: AccountsRead) -> None:
    """An art that is not in its year's list is reported once; lists change, as 270 became 271 and 272 in 2025."""
    codes = (entry.year, entry.art)
    if codes not in reading.arts_seen and entry.art not in kostra.arts(entry.year):
        reason = f"Art {entry.art} finnes ikke i KOSTRA for {entry.year}."
        reading.findings.warn(entry.line_number, "KOSTRA-art", reason)
    reading.arts_seen.add(codes)


def _entries(imported: ImportedFile, path: Path, reading: AccountsRead) -> Iterator[FileEntry]:
    if is_saft(path):
        return _saft_entries(path, reading)
    return _kostra_entries(path, reading) if is_kostra(path) else _table_entries(imported, path, reading)


def _kostra_entries(path: Path, reading: AccountsRead) -> Iterator[FileEntry]:
    found = KostraRead(reading.findings, odd_with)
    with closing(kostra_file.records_of(path)) as records:
        yield from _operations(found, records, reading)
    reading.reach = found.reach


def _operations(found: KostraRead, records: Iterable[Record], reading: AccountsRead) -> Iterator[FileEntry]:
    for record in found.operations(records):
        if not FIRST_YEAR <= record.year <= LAST_YEAR:
            reading.findings.error(record.line, "", f"{record.year} er ikke et år mellom {FIRST_YEAR} og {LAST_YEAR}.")
            continue
        amount, name = record.thousands * THOUSAND, kostra.arts(record.year).get(record.art, "")
        yield FileEntry(
            record.line, record.year, WHOLE_YEAR, None, "", record.art, record.function, "", amount, name
        )  # fmt: skip


def _saft_entries(path: Path, reading: AccountsRead) -> Iterator[FileEntry]:
    for told in saft.notices_of(path):
        reading.findings.warn(0, "", told)
    for line in saft.lines_of(path, settings.SAFT_SCHEMAS):
        year, month = line.year or line.posted_on.year, line.period or line.posted_on.month
        if not FIRST_YEAR <= year <= LAST_YEAR or month > LAST_MONTH:
            reading.findings.error(line.source_line, "Period", f"«{year}-{month}» er ikke en periode.")
            continue
        yield FileEntry(
            line.source_line, year, month, line.posted_on, line.account[:20], line.art, "", line.text[:200],
            line.amount, line.account_name[:120], line.voucher[:LONGEST_VOUCHER] or None,
            line.reference[:LONGEST_VOUCHER] or None,
        )  # fmt: skip


def _table_entries(imported: ImportedFile, path: Path, reading: AccountsRead) -> Iterator[FileEntry]:
    layout = imported_files.layout_of(imported)
    if found := faults(imported.mapping, imported.options, layout):
        raise ValidationError(list(found.values()))
    for told in layout.notices:
        reading.findings.warn(0, "", told)
    columns = with_new_months(imported.mapping, layout.header) if columns_of(imported.mapping) else imported.mapping
    if columns_of(columns):
        for told in notices(imported.mapping, columns, layout.header):
            reading.findings.warn(0, "", told)
    below: Iterator[SheetRow] = rows_of(path, layout)
    if imported.options.get("skip_sums"):
        below = _without_sums(below, imported.options, columns, layout, reading)
    make, ignores = _maker(columns, imported.options), bool(imported.options.get("ignore_beyond"))
    for line, values in converted(below, layout.header, FIELDS, columns, reading.findings, ignores_beyond=ignores):
        try:
            yield from make(line, values)
        except RowFault as fault:
            reading.findings.error(line, columns.get(fault.field, ""), str(fault))


class RowFault(ValueError):
    """What is wrong with a row whose cells can all be read."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field_name


def _maker(mapping: Mapping[str, str], options: Mapping[str, Any]) -> Callable[[int, Values], list[FileEntry]]:
    """What makes the entries of a row: one, or one for each month that has an amount. Raises RowFault."""
    months, factor = columns_of(mapping), _factor(options)

    def entry(line: int, values: Values, codes: tuple[str, str], year: int, month: int, amount: Decimal) -> FileEntry:
        if abs(amount * factor) > LARGEST_AMOUNT:
            raise RowFault(FIELD_OF[month] if months else "amount", f"{kroner(amount * factor)} er et for stort beløp.")
        return FileEntry(
            line, year, month, values["booked_on"], *codes, values["function"], values["text"][:200],
            amount * factor, values["account_name"][:120], values.get("voucher") or None,
            values.get("reference", "")[:LONGEST_VOUCHER] or None,
        )  # fmt: skip

    def make(line: int, values: Values) -> list[FileEntry]:
        codes = _codes(values, mapping)
        if not months:
            year, month = _year_and_month(values, options.get("year"))
            return [entry(line, values, codes, year, month, _amount(values, mapping, options))]
        amounts = amounts_of(values)
        if fault := total_fault(values[TOTAL], amounts):
            raise RowFault(TOTAL, fault)
        return [
            entry(line, values, codes, _year_of_column(values, months[month], options.get("year")), month, amount)
            for month, amount in amounts.items()
        ]

    return make


def _codes(values: Values, mapping: Mapping[str, str]) -> tuple[str, str]:
    """Account and art."""
    account, art = values["account"], padded_art(values["art"])
    if not account and len(art) > LONGEST_ART:
        account, art = art, ""  # many systems call the account its art
    if len(art) > MOST_ART:
        raise RowFault("art", f"«{art}» er ikke en KOSTRA-art.")
    if not account and not art:
        raise RowFault("account" if mapping.get("account") else "art", "Konto mangler.")
    return account, art


def _amount(values: Values, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Decimal:
    amount: Decimal | None = _sides(values) if mapping.get("debit") else values["amount"]
    if amount is None:
        if not options.get("empty_is_zero"):
            raise RowFault("amount", MISSING_AMOUNT)
        amount = Decimal(0)
    return amount


def _year_of_column(values: Values, title: str, year_of_file: int | None) -> int:
    """As the row says, the title of the column, or the person of the whole file."""
    told = year_of(title)
    if told and values["year"] not in (None, told):
        raise RowFault("year", f"Raden er av {values['year']}, men kolonnen «{title}» er av {told}.")
    year, _ = _year_and_month({**values, "year": values["year"] or told}, year_of_file)
    return year


def _factor(options: Mapping[str, Any]) -> Decimal:
    """What the amounts of the file are multiplied by to be NOK with costs above zero."""
    return Decimal((-1 if options.get("turn_sign") else 1) * (1000 if options.get("in_thousands") else 1))


def _sides(values: Values) -> Decimal | None:
    """Debit minus credit. Both are written above zero; a side below zero is a correction of that side."""
    if values["debit"] is None and values["credit"] is None:
        return None
    return (values["debit"] or Decimal(0)) - (values["credit"] or Decimal(0))


def padded_art(art: str) -> str:
    """A sheet that holds art 010 as a number shows it as 10."""
    return art.zfill(3) if art.isdigit() else art


def _year_and_month(values: Values, year_of_file: int | None) -> tuple[int, int]:
    """By the year and period columns where there are any, else by the date, else the year that the person gave."""
    booked_on, year, month = values["booked_on"], values["year"], WHOLE_YEAR
    if values["period"]:
        year_of_period, month = period_of(values["period"])
        year = year or year_of_period
    elif booked_on:
        month = booked_on.month
    year = year or (booked_on.year if booked_on else year_of_file)
    if year is None:
        raise RowFault("year", "År mangler. Skriv året hele filen gjelder.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RowFault("year", f"«{year}» er ikke et år mellom {FIRST_YEAR} og {LAST_YEAR}.")
    return year, month


def period_of(text: str) -> tuple[int | None, int]:
    """`1`–`13`, `202301`, `2023-01`, `01.2023`, or the name of a month with or without its year."""
    if text.isdecimal() and len(text) <= 2 and int(text) <= LAST_MONTH:
        return None, int(text)
    if found := _YEAR_AND_MONTH.fullmatch(text):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        if month <= LAST_MONTH:
            return year, month
    if found := _NAMED_MONTH.fullmatch(text):
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith(found[1].lower()):
                return int(found[2]) if found[2] else None, number
    raise RowFault("period", f"«{text}» er ikke en periode. Skriv 1–12, 202301 eller navnet på måneden.")


def _without_sums(
    below: Iterator[SheetRow],
    options: Mapping[str, Any],
    mapping: Mapping[str, str],
    layout: Layout,
    reading: AccountsRead,
) -> Iterator[SheetRow]:
    """Leaves out the file's own sum rows: no account, and a cell that says sum. What they state is kept to be shown.

    A line of text alone, such as when the report was printed, is left out too.
    """
    months = tuple(FIELD_OF[month] for month in columns_of(mapping))
    stating = (TOTAL,) if mapping.get(TOTAL) else months or ("amount",)
    codes, sides, amounts = (
        [layout.header.index(mapping[name]) for name in names if mapping.get(name)]
        for names in (("account", "art"), ("amount", "debit", "credit", *months), stating)
    )
    for row in below:
        has_code = any(not _SUM_ROW.match(text) for text in _texts(row, codes))
        if has_code and any(_texts(row, sides)):
            yield row
            continue
        texts = list(_texts(row, range(len(row.cells))))
        if len(texts) == 1 and len(texts[0].split()) > 1:
            # Of one word alone nobody knows whether it is an account without its amount.
            reading.findings.warn(row.line, "", "Linjen har bare tekst, og er utelatt.")
        elif has_code or not any(_SUM_ROW.match(text) for text in texts):
            yield row
        else:
            stated = _stated(row, amounts, _factor(options))
            reading.findings.warn(
                row.line, "", f"Sumraden er utelatt{'' if stated is None else f': {kroner(stated)}'}."
            )
            if stated is not None:
                reading.stated.append((row.line, stated, _meant_by(stated, reading)))
            reading.last_sum = reading.total
            reading.sums.add(reading.total)


def _meant_by(stated: Decimal, reading: AccountsRead) -> Decimal:
    """What the rows that the sum row stands for come to: those since the last sum, or since one before it.

    A sum of sums, and that of the whole file, begin further up. Where it fits none, it is held against the nearest.
    """
    if reading.total - stated in reading.sums:
        return stated
    return reading.total - reading.last_sum or reading.total


def _texts(row: SheetRow, indexes: Iterable[int]) -> Iterator[str]:
    """What the cells say that are not empty."""
    for index in indexes:
        if index < len(row.cells) and (text := str(row.cells[index] if row.cells[index] is not None else "").strip()):
            yield text


def _stated(row: SheetRow, indexes: list[int], factor: Decimal) -> Decimal | None:
    """What the sum row says, over its months where it has no sum of them; `None` where it says no amount."""
    found = []
    for index in indexes:
        try:
            found.append(to_amount(row.cells[index]) * factor)
        except (ValueError, IndexError):
            continue
    return sum(found, Decimal(0)) if found else None
