"""What imports of accounts and the mapping of accounts do to the stored figures.

`BudgetLine.actual` of a year with imports is always the sum of its entries: every verb here that could change the sum
sets it in the same transaction. A year has either imports or figures typed by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum

from budget.accounts import guards
from budget.ledger import accounts_file
from budget.ledger.codes import Codes, Place, Rule, Totals, covered, place, would_move_nothing
from budget.ledger.models import AccountEntry, AccountImport, AccountMapping, AccountTotal, has_import
from budget.lines.models import BudgetLine
from budget.years.actions import check_all_open, check_open, set_reach
from rorikt.amounts import MONTHS, ORE
from rorikt.audit import trail
from rorikt.imports.bulk import Spool, insert
from rorikt.imports.imported_files import ImportKind, path_of, summary_of
from rorikt.imports.models import ImportedFile
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.snapshot import moves_figures

REPLACE, ADD = "replace", "add"
STATED = "accounts_to"  # option of a file: year as text to the month that a person said its accounts reach
BATCH = 5_000
LOCK = 7_204_010
TOTAL_FIELDS = (
    "account_import_id", "year", "month", "account", "art", "name", "amount", "entry_count", "is_known",
)  # fmt: skip


# Import


@dataclass(frozen=True)
class Prepared:
    """A whole file, read and converted, waiting to be stored."""

    entries: Spool
    totals: Totals


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    """What the page of the file shows; figures that depend on the mapping are computed when it is shown."""
    reading = accounts_file.read(imported, path_of(imported), progress)
    progress("Regner ut summene", 95)
    return {
        "row_count": reading.row_count,
        "totals": [
            [*key, str(total.amount), total.count, total.name] for key, total in sorted(reading.totals.by_key.items())
        ],
        "reach": reading.reach,
        "stated": [[line, str(stated), str(ours)] for line, stated, ours in reading.stated],
        **summary_of(reading.findings),
    }


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[Prepared]:
    with Spool() as entries:
        reading = accounts_file.read(imported, path_of(imported), progress, entries)
        if reading.findings.error_count or reading.row_count != imported.row_count:
            raise ValidationError("Filen leses ikke likt to ganger. Last den opp på nytt.")
        yield Prepared(entries, reading.totals)


def store(imported: ImportedFile, prepared: Prepared, by: User, now: datetime) -> None:
    """Raises ValidationError if a year has figures typed by hand, or an earlier import would be replaced in part."""
    months = prepared.totals.months()
    years = {year for year, _ in months}
    _queue_up()
    check_all_open(years)
    _check_that_nothing_is_typed(years)
    replaced = _to_be_replaced(imported, months)
    own = AccountImport.objects.create(imported=imported)
    for earlier in replaced:
        earlier.replaced_by = own
        earlier.save(update_fields=["replaced_by"])
    own_key = own.pk
    insert(AccountEntry, accounts_file.ENTRY_FIELDS, ((own_key, *entry) for entry in prepared.entries))
    insert(AccountTotal, TOTAL_FIELDS, _total_rows(own_key, prepared.totals))
    apply_mappings(years, by=by, now=now, had_import=True)
    _state_reach(years, by=by, now=now)


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    """Raises ValidationError while an approved document or run depends on it, or a later import has replaced it."""
    own = AccountImport.objects.select_for_update().get(pk=imported.pk)
    if own.replaced_by:
        raise ValidationError(f"Importen er erstattet av «{own.replaced_by}». Angre den først.")
    years = set(AccountTotal.objects.filter(account_import=own).order_by().values_list("year", flat=True).distinct())
    check_all_open(years)
    since = imported.confirmed_at or now
    if objections := guards.objections(years, since):
        raise ValidationError(objections)
    _queue_up()
    for earlier in own.replaces.all():
        earlier.replaced_by = None
        earlier.save(update_fields=["replaced_by"])
    AccountEntry.objects.filter(account_import=own)._raw_delete(using=own._state.db)
    AccountTotal.objects.filter(account_import=own)._raw_delete(using=own._state.db)
    own.delete()
    apply_mappings(years, by=by, now=now, had_import=True)
    _state_reach(years, by=by, now=now)


def overlapping(months: Iterable[tuple[int, int]]) -> list[AccountImport]:
    """Imports that count and tell of any of these months, the newest first."""
    wanted = set(months)
    found = []
    for own in AccountImport.objects.filter(replaced_by__isnull=True).select_related("imported").order_by("-pk"):
        if months_of(own) & wanted:
            found.append(own)
    return found


def months_of(own: AccountImport) -> set[tuple[int, int]]:
    """Year and month; a row that tells only its year counts for all of its months."""
    rows = AccountTotal.objects.filter(account_import=own).order_by().values_list("year", "month").distinct()
    return covered(rows)


def typed_by_hand(years: Iterable[int]) -> list[BudgetLine]:
    """Lines with an actual, in years that have no import."""
    typed = [year for year in years if not has_import(year)]
    return list(BudgetLine.objects.filter(year__in=typed).exclude(actual=0))


@moves_figures
def clear_typed(years: Iterable[int], *, by: User, now: datetime) -> None:
    """Take away the figures typed by hand, so that an import can take their place."""
    _queue_up()
    for stored in check_all_open(years):
        set_reach(stored, None, by=by, now=now)
    for line in typed_by_hand(years):
        _set_actual(line, Decimal(0), by=by, now=now)


# Mapping


@moves_figures
def store_mapping(mapping: AccountMapping, *, by: User, now: datetime) -> None:
    """Add or change a mapping and move the figures. Raises ValidationError if it collides with another."""
    _queue_up()
    stored = None if mapping.pk is None else AccountMapping.objects.filter(pk=mapping.pk).first()
    if mapping.pk is not None and stored is None:
        raise ValidationError("Koblingen er slettet av en annen i mellomtiden. Legg den inn på nytt.")
    before = stored and _mapping_values(stored)
    mapping.full_clean()
    _check_mapping(mapping)
    mapping.save()
    verb = "endret kontokobling" if before else "la til kontokobling"
    trail.record(verb, mapping, by=by, now=now, before=before, after=_mapping_values(mapping))
    apply_mappings({mapping.year, stored.year} if stored else {mapping.year}, by=by, now=now)


@moves_figures
def add_mappings(mappings: Sequence[AccountMapping], *, by: User, now: datetime) -> None:
    """All of these or none, and the figures moved once. Raises ValidationError like `store_mapping`."""
    _queue_up()
    for mapping in mappings:
        _add(mapping, by=by, now=now)
    apply_mappings({mapping.year for mapping in mappings}, by=by, now=now)


@moves_figures
def delete_mapping(mapping: AccountMapping, *, by: User, now: datetime) -> None:
    """Delete a mapping and move the figures. Raises ValidationError for a closed year."""
    _queue_up()
    before, pk = _mapping_values(mapping), mapping.pk
    mapping.delete()
    mapping.pk = pk
    trail.record("slettet kontokobling", mapping, by=by, now=now, before=before, after=None)
    apply_mappings({mapping.year}, by=by, now=now)


@moves_figures
def copy_mappings(*, from_year: int, to_year: int, by: User, now: datetime) -> int:
    """The mappings of another year, onto the lines with the same titles; how many. What is there already stays.

    Raises ValidationError if a line is missing.
    """
    _queue_up()
    lines = {line.title: line for line in BudgetLine.objects.for_year(to_year)}
    wanted = list(AccountMapping.objects.filter(year=from_year).select_related("line"))
    if missing := sorted({row.line.title for row in wanted if row.line and row.line.title not in lines}):
        raise ValidationError(f"Legg først inn {', '.join(f'«{title}»' for title in missing)} som linje i {to_year}.")
    present = rules_of(to_year)
    chosen = [row for row in wanted if would_move_nothing(row.as_rule, present)]
    for row in chosen:
        _add(copy_of(row, to_year, lines[row.line.title] if row.line else None), by=by, now=now)
    apply_mappings({to_year}, by=by, now=now)
    return len(chosen)


def copy_of(mapping: AccountMapping, year: int, line: BudgetLine | None) -> AccountMapping:
    """The same numbers in another year."""
    return AccountMapping(year=year, basis=mapping.basis, first=mapping.first, last=mapping.last, line=line)


def rules_of(year: int) -> list[Rule]:
    return [mapping.as_rule for mapping in AccountMapping.objects.filter(year=year)]


def apply_mappings(years: Iterable[int], *, by: User, now: datetime, had_import: bool = False) -> None:
    """Put every account of the years on its line, and the sums of the lines into `BudgetLine.actual`.

    A year whose last import is gone (`had_import`) gets zero, and can be typed by hand again. Raises ValidationError
    for a closed year.
    """
    check_all_open(years)
    for year in sorted(years):
        _place_totals(year)
        if had_import or has_import(year):
            _set_actuals(year, by=by, now=now)


# Parts


def _state_reach(years: Iterable[int], *, by: User, now: datetime) -> None:
    """What the person who imported the newest file that counts said of each year; nothing where nobody was asked."""
    for year in sorted(years):
        counting = AccountTotal.objects.for_year(year).in_force().values("account_import")
        newest = ImportedFile.objects.filter(pk__in=counting).order_by("confirmed_at", "pk").last()
        stated = newest.options.get(STATED, {}).get(str(year)) if newest else None
        set_reach(check_open(year), stated, by=by, now=now)


def _place_totals(year: int) -> None:
    rules, places = rules_of(year), dict[Codes, Place]()
    moved: dict[Place, list[int]] = defaultdict(list)
    rows = AccountTotal.objects.for_year(year).order_by().values_list("pk", "account", "art", "is_known", "line")
    for pk, account, art, is_known, line in rows:
        codes = Codes(account, art)
        if codes not in places:
            places[codes] = place(codes, rules)
        if places[codes] != (is_known, line):
            moved[places[codes]].append(pk)
    for new, keys in moved.items():
        for start in range(0, len(keys), BATCH):
            chunk = AccountTotal.objects.filter(pk__in=keys[start : start + BATCH])
            chunk.update(is_known=new.is_known, line=new.target)


def _set_actuals(year: int, *, by: User, now: datetime) -> None:
    counting = AccountTotal.objects.for_year(year).in_force().filter(line__isnull=False)
    sums = dict(counting.order_by().values_list("line").annotate(total=Sum("amount")))
    for line in BudgetLine.objects.for_year(year):
        total = Decimal(sums.get(line.pk, 0)).quantize(ORE)
        if line.actual != total:
            _set_actual(line, total, by=by, now=now)


def _set_actual(line: BudgetLine, actual: Decimal, *, by: User, now: datetime) -> None:
    before, after = {"actual": str(line.actual)}, {"actual": str(actual)}
    line.actual = actual
    line.save(update_fields=["actual"])
    trail.record("endret regnskap på driftslinje", line, by=by, now=now, before=before, after=after)


def _to_be_replaced(imported: ImportedFile, months: set[tuple[int, int]]) -> list[AccountImport]:
    earlier, mode = overlapping(months), imported.options.get("mode")
    if not earlier or mode == ADD:
        return []
    if mode != REPLACE:
        raise ValidationError(
            "Noen av månedene er allerede importert. "
            "Velg om filen skal erstatte det som er importert, eller komme i tillegg."
        )
    for own in earlier:
        if outside := months_of(own) - months:
            year, month = min(outside)
            raise ValidationError(
                f"«{own}» kan ikke erstattes: den har også tall for {MONTHS[(month - 1) % 12]} {year}, som denne filen "
                "ikke har. Angre den først, eller velg at filen kommer i tillegg."
            )
    return earlier


def _check_that_nothing_is_typed(years: set[int]) -> None:
    if typed := sorted({line.year for line in typed_by_hand(years)}):
        raise ValidationError(
            f"Regnskapet for {', '.join(map(str, typed))} er skrevet inn for hånd. "
            "Ta bort de tallene før du importerer."
        )


def _add(mapping: AccountMapping, *, by: User, now: datetime) -> None:
    """Without moving the figures, which the caller does once for all it adds."""
    mapping.full_clean()
    _check_mapping(mapping)
    mapping.save()
    trail.record("la til kontokobling", mapping, by=by, now=now, before=None, after=_mapping_values(mapping))


def _check_mapping(mapping: AccountMapping) -> None:
    rule = mapping.as_rule
    if mapping.line and mapping.line.year != mapping.year:
        raise ValidationError({"line": f"Linjen hører til {mapping.line.year}. Velg en linje i {mapping.year}."})
    others = AccountMapping.objects.filter(year=mapping.year).exclude(pk=mapping.pk).select_related("line")
    for other in others:
        if rule.collides_with(other.as_rule):
            raise ValidationError({"first": _collision(mapping, other)})


def _collision(mapping: AccountMapping, other: AccountMapping) -> str:
    where = other.line.title if other.line else "utenfor driftsresultatet"
    if mapping.as_rule.ends == other.as_rule.ends:
        return f"{other} er allerede koblet ({where}). Endre den koblingen i stedet."
    return (
        f"{mapping} dekker bare en del av {other} ({where}). La området ligge helt innenfor det andre, da gjelder det "
        "smaleste, eller helt utenfor. Del det ellers i to."
    )


def _total_rows(own: int, totals: Totals) -> Iterator[tuple[Any, ...]]:
    for key, total in totals.by_key.items():
        yield own, *key, total.name, total.amount, total.count, False


def _mapping_values(mapping: AccountMapping) -> dict[str, Any]:
    return {
        "year": mapping.year,
        "basis": mapping.basis,
        "first": mapping.first,
        "last": mapping.last,
        "line": mapping.line_id,
    }


def _queue_up() -> None:
    """One at a time may move the accounts. SQLite has one writer anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


KIND = ImportKind(
    name=accounts_file.KIND,
    permission="budget.change_budget",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="budget:account-import",
    faults=accounts_file.faults,
    has_own_form=accounts_file.has_own_form,
)
