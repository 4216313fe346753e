"""The page of a budget file: what each line becomes beside what it is, and the accounts that have no line."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from budget.budget_files import budget_file
from budget.budget_files.actions import FileAccount, Placed, placed, why_not, would_move, year_of
from budget.budget_files.models import BudgetImport
from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine
from budget.money.cells import KRONER_NOTE
from budget.year_budget.actions import is_adopted
from budget.years.models import AccountingYear
from rorikt.amounts import MONTHS, NOTHING, kroner
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Table
from rorikt.imports.models import ImportedFile

MOST_SHOWN = 200


@dataclass(frozen=True)
class FilePage:
    """`refusal` is what has to be done before the file can be imported, `lands_in` that it becomes a regulation."""

    year: int
    amount: Decimal
    found: Placed
    refusal: str
    is_closed: bool
    becomes_regulation: bool
    own: BudgetImport | None
    tables: tuple[Table | None, ...]


def file_page(imported: ImportedFile) -> FilePage:
    year, found = year_of(imported), placed(imported)
    lines = list(BudgetLine.objects.for_year(year)) if year else []
    own = BudgetImport.objects.select_related("regulation").filter(pk=imported.pk).first()
    everything = [*(one for accounts in found.by_line.values() for one in accounts), *found.outside, *found.unknown]
    return FilePage(
        year=year,
        amount=sum((one.amount for one in everything), Decimal(0)),
        found=found,
        refusal=why_not(imported) if imported.is_open else "",
        is_closed=AccountingYear.objects.filter(year=year, closed_on__isnull=False).exists(),
        becomes_regulation=imported.is_open and is_adopted(year) and would_move(imported),
        own=own,
        tables=(
            _lines(lines, found, own, year) if lines else None,
            _months(lines, found, year) if budget_file.has_months(imported.mapping) and found.by_line else None,
            _accounts("ukjente-konti", f"Konti uten type utgift i {year}", found.unknown, year),
            _accounts("utenfor", "Konti utenfor driftsresultatet, som ikke tas med", found.outside),
        ),
    )


def _lines(lines: list[BudgetLine], found: Placed, own: BudgetImport | None, year: int) -> Table:
    """Before and after of an imported file are those of the import; of another those of today."""
    stored = own.before if own else {}

    def before(line: BudgetLine) -> Decimal:
        return Decimal(stored[str(line.pk)]["budgeted"]) if str(line.pk) in stored else line.budgeted

    def in_file(line: BudgetLine) -> Decimal | None:
        return found.amount(line.pk) if line.pk in found.by_line else None

    def after(line: BudgetLine) -> Decimal:
        amount = in_file(line)
        return before(line) if amount is None else amount

    columns: list[ValueColumn[BudgetLine]] = [
        column("Type utgift", lambda line: line.title, width=36, total="SUM", link=BudgetLine.get_absolute_url),
        column("Budsjett før", before, kroner, 16, total=sum),
        column(
            "I filen", in_file, kroner, 16, total=lambda all_: sum((one for one in all_ if one is not None), Decimal(0))
        ),
        column("Blir", after, kroner, 16, total=sum),
        column("Endring", lambda line: after(line) - before(line), kroner, 16, total=sum),
    ]
    return tabulate(
        "budsjett-i-filen",
        f"Budsjett {year} etter type utgift",
        columns,
        lines,
        unit_note=KRONER_NOTE,
        note=f"«{NOTHING}» der filen ikke har noen konto på linjen; den blir stående som den er.",
    )


def _months(lines: list[BudgetLine], found: Placed, year: int) -> Table:
    rows = {line: found.months(line.pk) for line in lines if line.pk in found.by_line}

    def of_month(place: int) -> ValueColumn[BudgetLine]:
        return column(MONTHS[place][:3], lambda line: rows[line][place], kroner, total=sum)

    return tabulate(
        "maneder-i-filen",
        f"Budsjett {year} måned for måned, slik filen har det",
        (column("Type utgift", lambda line: line.title, total="SUM"), *map(of_month, range(len(MONTHS)))),
        rows,
        unit_note=KRONER_NOTE,
    )


def _accounts(key: str, caption: str, accounts: list[FileAccount], year: int | None = None) -> Table | None:
    """With the way to map each, where a year is given."""
    if not accounts:
        return None
    shown = sorted(accounts, key=lambda one: one.codes)[:MOST_SHOWN]
    total = sum((one.amount for one in accounts), Decimal(0))
    note = "Velg et nummer for å koble det til en type utgift." if year else ""
    if len(shown) < len(accounts):
        note = f"De første {MOST_SHOWN} av {len(accounts)} vises, og summen er av alle. {note}".strip()

    def link(one: FileAccount) -> str:
        return _new_mapping_url(one, year) if year else ""

    return tabulate(
        key,
        f"{caption} ({len(accounts)})",
        (
            column("Konto", lambda one: one.codes.account or f"Art {one.codes.art}", width=25, total="SUM", link=link),
            column("Navn", lambda one: one.name or NOTHING, width=50),
            column("Beløp", lambda one: one.amount, kroner, 25, total=total),
        ),
        shown,
        unit_note=KRONER_NOTE,
        note=note,
    )


def _new_mapping_url(one: FileAccount, year: int) -> str:
    basis = AccountMapping.Basis.ACCOUNT if one.codes.account else AccountMapping.Basis.ART
    query = urlencode({"basis": basis, "first": one.codes.account or one.codes.art})
    return f"{reverse('budget:account-mapping-new', args=[year])}?{query}"
