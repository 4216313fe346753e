"""What the pages of account imports show: what a file would change, accounts without a type of cost, and drill-down.

Sums come from the stored totals, or from those the preview found; no page adds up the entries themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
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
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Source, Table
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
    """What the page of a file shows. `changes` has one table for each of the `years`."""

    years: tuple[int, ...]
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
        years=tuple(years),
        amount=sum((total.amount for total in totals), Decimal(0)),
        changes=tuple(changes),
        unknown=unknown_table(unknown, years) if unknown else None,
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
        reaches=tuple(_reach(year, totals, imported.summary.get("reach")) for year in years) if is_open else (),
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
    return tabulate(
        "sumrader",
        "Filens egne sumrader",
        (
            column("Linje", lambda row: str(row[0]), width=10, kind="number"),
            column("Filen sier", lambda row: row[1], kroner, 30),
            column("Sum av radene over", lambda row: row[2], kroner, 30),
            column("Forskjell", lambda row: row[1] - row[2], kroner, 30),
        ),
        differing,
        note=f"{len(rows) - len(differing)} av {len(rows)} sumrader stemmer med radene over. "
        "Sumradene er ikke importert. En forskjell blir vist, ikke rettet.",
    )


# Accounts of a year


def unknown_totals(year: int) -> dict[Codes, FileTotal]:
    """The accounts that no mapping holds for, in their order, each with its sum over the year."""
    rows = AccountTotal.objects.for_year(year).in_force().filter(is_known=False)
    found: dict[Codes, FileTotal] = {}
    for row in rows.values_list(*_TOTAL_FIELDS):
        _gather(found, FileTotal(*row))
    return {codes: found[codes] for codes in sorted(found)}


def shortened(table: Table | None) -> Table | None:
    """The beginning of a long list, for the page; its file has all of it. The total is of all the rows."""
    if table is None or len(table.rows) <= MOST_SHOWN:
        return table
    note = f"De første {MOST_SHOWN} vises, og summen er av alle. Last ned listen for å se resten. {table.note}"
    return replace(table, rows=table.rows[:MOST_SHOWN], note=note)


def unknown_count(year: int) -> int:
    """How many accounts no mapping holds for."""
    return unknown_counts([year]).get(year, 0)


def unknown_counts(years: Collection[int]) -> dict[int, int]:
    """How many accounts of each year no mapping holds for; a year that lacks none is left out."""
    rows = AccountTotal.objects.filter(year__in=years).in_force().filter(is_known=False).order_by()
    accounts = rows.values_list("year", "account", "art").distinct()
    return dict(Counter(year for year, _, _ in accounts))


def line_accounts(line: BudgetLine) -> Table | None:
    """The accounts behind a budget line, month by month. Every amount leads to its entries."""
    totals = AccountTotal.objects.filter(line=line).in_force().order_by("account", "art")
    sums = totals.values_list("account", "art", "month").annotate(amount=Sum("amount"), name=Max("name"))
    by_account: dict[Codes, dict[int, Decimal]] = defaultdict(dict)
    names: dict[Codes, str] = {}
    for account, art, month, amount, name in sums:
        codes = Codes(account, art)
        by_account[codes][month] = amount.quantize(ORE)
        names[codes] = names.get(codes) or name
    if not by_account:
        return None
    months = sorted({month for sums in by_account.values() for month in sums})
    whole = {month: sum(sums.get(month, 0) for sums in by_account.values()) for month in months}

    def of_month(month: int) -> ValueColumn[Codes]:
        def link(codes: Codes) -> str:
            return entries_url(line.year, codes, month) if month in by_account[codes] else ""

        return column(
            _month_name(month), lambda codes: by_account[codes].get(month), kroner, total=whole[month], link=link
        )

    def whole_year(codes: Codes) -> str:
        return entries_url(line.year, codes)

    return tabulate(
        "konti",
        f"Konti bak {line}",
        (
            column("Konto", lambda codes: _account_label(codes, names[codes]), width=20, total="SUM", link=whole_year),
            *map(of_month, months),
            column("Sum", lambda codes: sum(by_account[codes].values()), kroner, total=sum, link=whole_year),
        ),
        by_account,
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


def _reach(year: int, totals: Sequence[FileTotal], told: int | None) -> Reach:
    """Nobody can tell as soon as a row of the year tells only its year, in the file or in what is there already.

    `told` is the last month by what the file says of itself.
    """
    if told is not None:
        return Reach(year, told)
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
    before = {key: now.get(key, Decimal(0)) for key in keys}
    change = {key: in_file[key] - gone.get(key, Decimal(0)) for key in keys}

    def title(key: int | str) -> str:
        return lines[key].title if isinstance(key, int) else key

    def page(key: int | str) -> str:
        return lines[key].get_absolute_url() if isinstance(key, int) else ""

    columns = [
        column("Type utgift", title, width=36, total="SUM", link=page),
        column("I filen", in_file.__getitem__, kroner, 16, total=sum),
    ]
    if is_open:
        columns += [
            column("Før", before.__getitem__, kroner, 16, total=sum),
            column("Etter", lambda key: before[key] + change[key], kroner, 16, total=sum),
            column("Endring", change.__getitem__, kroner, 16, total=sum),
        ]
    caption = f"Regnskap {year} etter type utgift"
    return tabulate(f"endring-{year}", caption, columns, keys, unit_note="Beløp i kroner.")


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


def unknown_table(found: dict[Codes, FileTotal], years: Sequence[int]) -> Table:
    return tabulate(
        "ukjente-konti",
        f"Konti uten kobling ({len(found)})",
        (
            column(
                "Konto",
                lambda one: one.account or NOTHING,
                width=15,
                total="SUM",
                link=lambda one: _new_mapping_url(one) if one.account else "",
            ),
            column(
                "KOSTRA-art",
                lambda one: one.art or NOTHING,
                width=15,
                link=lambda one: "" if one.account else _new_mapping_url(one),
            ),
            column("Navn", lambda one: one.name or NOTHING, width=35),
            column("Rader", lambda one: one.entry_count, number, 15, total=sum),
            column("Beløp", lambda one: one.amount, kroner, 20, total=sum),
        ),
        [found[codes] for codes in sorted(found)],
        unit_note="Beløp i kroner.",
        note="Velg et nummer for å koble det til en type utgift.",
    )


def _new_mapping_url(total: FileTotal) -> str:
    basis = AccountMapping.Basis.ACCOUNT if total.account else AccountMapping.Basis.ART
    query = urlencode({"basis": basis, "first": total.account or total.art})
    return f"{reverse('budget:account-mapping-new', args=[total.year])}?{query}"


def _month_name(month: int) -> str:
    if month == WHOLE_YEAR:
        return "Uten måned"
    return "Avslutning" if month == LAST_MONTH else MONTHS[month - 1].capitalize()


def _account_label(codes: Codes, name: str) -> str:
    label = codes.account or f"Art {codes.art}"
    return f"{label} {name}".strip()
