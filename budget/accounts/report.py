"""What the pages of account imports show: what a file would change, accounts without a type of cost, and drill-down.

Sums come from the stored totals, or from those the preview found; no page adds up the entries themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Max, Sum
from django.urls import reverse

from budget.accounts.actions import months_of, overlapping, rules_of, typed_by_hand
from budget.ledger.codes import WHOLE_YEAR, Codes, covered, place
from budget.ledger.models import LAST_MONTH, AccountImport, AccountMapping, AccountTotal
from budget.ledger.months import actuals
from budget.lines.models import BudgetLine
from budget.years.models import AccountingYear
from rorikt.amounts import MONTHS, NOTHING, ORE, kroner, number
from rorikt.figures.values import Cell, Column, Source, Table
from rorikt.imports.models import ImportedFile

MOST_SHOWN = 100
OUTSIDE, UNKNOWN = "Utenfor driftsresultatet", "Uten kobling"


class FileTotal(NamedTuple):
    """A sum of the file, whether it is stored or only found."""

    year: int
    month: int
    account: str
    art: str
    amount: Decimal
    entry_count: int
    name: str


@dataclass(frozen=True)
class Reach:
    """How far the accounts of a year would reach with a file, as it looks: the last month with entries, if known."""

    year: int
    last: int | None


@dataclass(frozen=True)
class FilePage:
    """What the page of a file shows. `changes` has one table for each year."""

    amount: Decimal
    changes: tuple[Table, ...]
    unknown: Table | None
    unknown_count: int
    overlapping: tuple[AccountImport, ...]
    may_replace: bool
    typed_years: tuple[int, ...]
    years_without_lines: tuple[int, ...]
    closed_years: tuple[int, ...]
    reaches: tuple[Reach, ...]


def file_page(imported: ImportedFile) -> FilePage:
    totals = totals_of(imported)
    months = covered((total.year, total.month) for total in totals)
    is_open = imported.is_open
    earlier = overlapping(months) if is_open else []
    may_replace = bool(earlier) and all(months_of(own) <= months for own in earlier)
    years = sorted({total.year for total in totals})
    replaced = earlier if may_replace else []
    changes = [_changes(year, [total for total in totals if total.year == year], replaced, is_open) for year in years]
    unknown = _unknown_of(totals)
    return FilePage(
        amount=sum((total.amount for total in totals), Decimal(0)),
        changes=tuple(changes),
        unknown=_unknown_table(unknown, years) if unknown else None,
        unknown_count=len(unknown),
        overlapping=tuple(earlier),
        may_replace=may_replace,
        typed_years=tuple(sorted({line.year for line in typed_by_hand(years)})) if is_open else (),
        years_without_lines=tuple(year for year in years if not BudgetLine.objects.for_year(year).exists()),
        closed_years=tuple(
            AccountingYear.objects.filter(year__in=years, closed_on__isnull=False)
            .order_by("year")
            .values_list("year", flat=True)
        )
        if is_open
        else (),
        reaches=tuple(_reach(year, totals) for year in years) if is_open else (),
    )


def totals_of(imported: ImportedFile) -> list[FileTotal]:
    """As stored once the file is imported, before that as its preview found them."""
    if imported.state == ImportedFile.State.CONFIRMED:
        rows = AccountTotal.objects.filter(account_import_id=imported.pk)
        return [FileTotal(*row) for row in rows.values_list(*_TOTAL_FIELDS)]
    return [
        FileTotal(year, month, account, art, Decimal(amount), count, name)
        for year, month, account, art, amount, count, name in imported.summary.get("totals", [])
    ]


_TOTAL_FIELDS = ("year", "month", "account", "art", "amount", "entry_count", "name")


def stated_sums(imported: ImportedFile) -> Table | None:
    """The file's own sum rows that differ from the rows above them. It is shown, not repaired."""
    stated = [
        (line, Decimal(amount), *map(Decimal, ours)) for line, amount, *ours in imported.summary.get("stated", [])
    ]
    if not stated:
        return None
    whole = sum((total.amount for total in totals_of(imported)), Decimal(0))
    rows = [(line, amount, ours[0] if ours else whole) for line, amount, *ours in stated]
    differing = [row for row in rows if row[1] != row[2]]
    fit = len(rows) - len(differing)
    return Table(
        key="sumrader",
        caption="Filens egne sumrader",
        columns=(
            Column("Linje", "number", 10),
            Column("Filen sier", "number", 30),
            Column("Sum av radene over", "number", 30),
            Column("Forskjell", "number", 30),
        ),
        rows=tuple(
            (Cell(str(line)), *(_amount(value) for value in (amount, ours, amount - ours)))
            for line, amount, ours in differing
        ),
        note=f"{fit} av {len(rows)} sumrader stemmer med radene over. Sumradene er ikke importert. "
        "En forskjell blir vist, ikke rettet.",
    )


# Accounts of a year


def unknown_accounts(year: int) -> Table | None:
    """The accounts that no mapping holds for, with what they add up to."""
    rows = AccountTotal.objects.for_year(year).in_force().filter(is_known=False)
    found: dict[Codes, FileTotal] = {}
    for row in rows.values_list(*_TOTAL_FIELDS):
        _gather(found, FileTotal(*row))
    return _unknown_table(found, [year]) if found else None


def shortened(table: Table | None) -> Table | None:
    """The beginning of a long list, for the page; its file has all of it. The total is of all the rows."""
    if table is None or len(table.rows) <= MOST_SHOWN:
        return table
    note = f"De første {MOST_SHOWN} vises, og summen er av alle. Last ned listen for å se resten. {table.note}"
    return replace(table, rows=table.rows[:MOST_SHOWN], note=note)


def unknown_count(year: int) -> int:
    """How many accounts no mapping holds for."""
    rows = AccountTotal.objects.for_year(year).in_force().filter(is_known=False).order_by()
    return rows.values("account", "art").distinct().count()


def line_accounts(line: BudgetLine) -> Table | None:
    """The accounts behind a budget line, month by month. Every amount leads to its entries."""
    totals = AccountTotal.objects.filter(line=line).in_force().order_by("account", "art")
    sums = totals.values_list("account", "art", "month").annotate(amount=Sum("amount"), name=Max("name"))
    by_account: dict[Codes, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    names: dict[Codes, str] = {}
    for account, art, month, amount, name in sums:
        codes = Codes(account, art)
        by_account[codes][month] = amount.quantize(ORE)
        names[codes] = names.get(codes) or name
    if not by_account:
        return None
    months = sorted({month for sums in by_account.values() for month in sums})
    columns = [("", Column("Konto", width=20)), *((month, _month_column(month)) for month in months)]
    return Table(
        key="konti",
        caption=f"Konti bak {line}",
        columns=(*(column for _, column in columns), Column("Sum", "number")),
        rows=tuple(
            (
                Cell(_account_label(codes, names[codes]), source=entries_url(line.year, codes)),
                *(
                    _amount(sums[month], entries_url(line.year, codes, month)) if month in sums else Cell(NOTHING)
                    for month in months
                ),
                _amount(sum(sums.values(), Decimal(0)), entries_url(line.year, codes)),
            )
            for codes, sums in by_account.items()
        ),
        total=(
            Cell("SUM"),
            *(
                _amount(sum((sums.get(month, Decimal(0)) for sums in by_account.values()), Decimal(0)))
                for month in months
            ),
            _amount(sum((amount for sums in by_account.values() for amount in sums.values()), Decimal(0))),
        ),
        unit_note="Beløp i kroner.",
    )


def entries_url(year: int, codes: Codes | None = None, month: int | None = None, **more: Any) -> str:
    """The list of entries with these filters; those that are empty are left out."""
    query = {"account": codes.account, "art": codes.art} if codes else {}
    query |= {} if month is None else {"month": str(month)}
    query = {name: value for name, value in {**query, **more}.items() if value != ""}
    return f"{reverse('budget:entries', args=[year])}{'?' + urlencode(query) if query else ''}"


def import_sources(year: int) -> tuple[Source, ...]:
    """What a frozen document keeps of the files behind the actuals of a year: their names, hashes and when."""
    rows = AccountTotal.objects.for_year(year).in_force().order_by()
    counts = dict(rows.values_list("account_import").annotate(count=Sum("entry_count")))
    files = ImportedFile.objects.filter(pk__in=counts).order_by("pk")
    return tuple(
        Source(
            f"Regnskapsimport {file.original_name}",
            counts[file.pk],
            file.sha256,
            {"import": file.pk, "confirmed_at": file.confirmed_at.isoformat() if file.confirmed_at else None},
        )
        for file in files
    )


# Parts


def _reach(year: int, totals: Sequence[FileTotal]) -> Reach:
    """Nobody can tell as soon as a row of the year tells only its year, in the file or in what is there already."""
    months = {min(total.month, 12) for total in totals if total.year == year}
    present = actuals(year)
    if WHOLE_YEAR in months or (present.is_imported and not present.is_known):
        return Reach(year, None)
    return Reach(year, max(*months, present.last))


def _changes(year: int, totals: Sequence[FileTotal], replaced: Sequence[AccountImport], is_open: bool) -> Table:
    """Per type of cost: what the file has, and for a file not yet imported what stands now and what will stand."""
    rules = rules_of(year)
    in_file: dict[int | str, Decimal] = defaultdict(Decimal)
    for total in totals:
        found = place(Codes(total.account, total.art), rules)
        in_file[found.target or (OUTSIDE if found.is_known else UNKNOWN)] += total.amount
    now, gone = _current(year), _current(year, replaced)
    lines = {line.pk: line for line in BudgetLine.objects.for_year(year)}
    keys: list[int | str] = [pk for pk in lines if pk in in_file or pk in now]
    keys += [key for key in (OUTSIDE, UNKNOWN) if key in in_file or key in now]
    columns = [Column("Type utgift", width=36), Column("I filen", "number", 16)]
    if is_open:
        columns += [Column(label, "number", 16) for label in ("Før", "Etter", "Endring")]
    rows = []
    for key in keys:
        change = in_file[key] - gone.get(key, Decimal(0))
        before = now.get(key, Decimal(0))
        amounts = [in_file[key], before, before + change, change] if is_open else [in_file[key]]
        label = lines[key].title if isinstance(key, int) else key
        url = lines[key].get_absolute_url() if isinstance(key, int) else ""
        rows.append((Cell(label, source=url), *map(_amount, amounts)))
    total_row = [sum((Decimal(row[index].value) for row in rows), Decimal(0)) for index in range(1, len(columns))]
    return Table(
        key=f"endring-{year}",
        caption=f"Regnskap {year} etter type utgift",
        columns=tuple(columns),
        rows=tuple(rows),
        total=(Cell("SUM"), *map(_amount, total_row)),
        unit_note="Beløp i kroner.",
    )


def _current(year: int, of: Iterable[AccountImport] | None = None) -> dict[int | str, Decimal]:
    """What counts of the year now, by line; or of these imports alone."""
    rows = AccountTotal.objects.for_year(year)
    rows = rows.in_force() if of is None else rows.filter(account_import__in=list(of))
    sums = rows.order_by().values_list("line", "is_known").annotate(total=Sum("amount"))
    return {line or (OUTSIDE if is_known else UNKNOWN): total.quantize(ORE) for line, is_known, total in sums}


def _unknown_of(totals: Iterable[FileTotal]) -> dict[Codes, FileTotal]:
    rules = {year: rules_of(year) for year in {total.year for total in totals}}
    found: dict[Codes, FileTotal] = {}
    for total in totals:
        if not place(Codes(total.account, total.art), rules[total.year]).is_known:
            _gather(found, total)
    return found


def _gather(found: dict[Codes, FileTotal], total: FileTotal) -> None:
    codes = Codes(total.account, total.art)
    before = found.get(codes)
    if before is not None:
        total = before._replace(
            amount=before.amount + total.amount,
            entry_count=before.entry_count + total.entry_count,
            name=before.name or total.name,
        )
    found[codes] = total


def _unknown_table(found: dict[Codes, FileTotal], years: Sequence[int]) -> Table:
    return Table(
        key="ukjente-konti",
        caption=f"Konti uten kobling ({len(found)})",
        columns=(
            Column("Konto", width=15),
            Column("KOSTRA-art", width=15),
            Column("Navn", width=35),
            Column("Rader", "number", 15),
            Column("Beløp", "number", 20),
        ),
        rows=tuple(
            (
                Cell(codes.account or NOTHING, source=_new_mapping_url(total.year, codes) if codes.account else ""),
                Cell(codes.art or NOTHING, source="" if codes.account else _new_mapping_url(total.year, codes)),
                Cell(total.name or NOTHING),
                Cell(number(Decimal(total.entry_count)), str(total.entry_count)),
                _amount(total.amount),
            )
            for codes, total in sorted(found.items())
        ),
        total=(
            Cell("SUM"),
            Cell(""),
            Cell(""),
            Cell(number(Decimal(sum(total.entry_count for total in found.values())))),
            _amount(sum((total.amount for total in found.values()), Decimal(0))),
        ),
        unit_note="Beløp i kroner.",
        note="Velg et nummer for å koble det til en type utgift.",
    )


def _new_mapping_url(year: int, codes: Codes) -> str:
    basis = AccountMapping.Basis.ACCOUNT if codes.account else AccountMapping.Basis.ART
    query = urlencode({"basis": basis, "first": codes.account or codes.art})
    return f"{reverse('budget:account-mapping-new', args=[year])}?{query}"


def _month_column(month: int) -> Column:
    if month == WHOLE_YEAR:
        return Column("Uten måned", "number")
    return Column("Avslutning" if month == LAST_MONTH else MONTHS[month - 1].capitalize(), "number")


def _account_label(codes: Codes, name: str) -> str:
    label = codes.account or f"Art {codes.art}"
    return f"{label} {name}".strip()


def _amount(value: Decimal, source: str = "") -> Cell:
    return Cell(kroner(value), str(value), source)
