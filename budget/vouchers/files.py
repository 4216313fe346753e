"""From a zip of vouchers to the files behind the rows: what fits, what does not, stored whole or not at all.

The zip is an imported file as others are: looked into, confirmed, undone. It is not kept once its files are.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from budget.ledger.models import AccountEntry
from budget.vouchers import archive
from budget.vouchers.archive import Packed
from budget.vouchers.matching import Match, Numbers, match
from budget.vouchers.models import VoucherFile, voucher_path
from budget.years.actions import check_open
from rorikt.children.limited_reading import Unreadable
from rorikt.imports.imported_files import ImportKind, path_of
from rorikt.imports.models import ImportedFile
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.storing import keeping

NAME = "vouchers"
YEAR, NUMBER = "year", "number"  # options of the file: of which year, and of which voucher where somebody said it
NOTHING_FITS = (
    "Ingen bilag i {year} har et nummer som står i filnavnet. Gi filen navn etter bilaget, for eksempel 10023.pdf."
)
SEVERAL_FIT = "Filnavnet kan bety flere bilag: {numbers}. Gi filen navn etter bilaget alene."
THERE_ALREADY = "Bilag {number} har denne filen fra før."
TWICE = "Den samme filen er i zip-filen to ganger for bilag {number}."


class Fitting(NamedTuple):
    """A file that will be stored: its place in the zip, and the voucher it is of."""

    place: int
    path: str
    number: str
    sha256: str
    byte_count: int
    kind: str


@dataclass(frozen=True)
class Prepared:
    """What is to be stored, and where each of the files lies already, by its hash."""

    fitting: tuple[Fitting, ...]
    paths: dict[str, str]


def numbers_of(year: int) -> list[str]:
    """Of the year's vouchers, as the accounts that count have them."""
    return list(_rows(year).order_by().values_list("voucher", flat=True).distinct())


def references_of(year: int) -> dict[str, set[str]]:
    """What rows refer to, and the vouchers that they are of."""
    found: dict[str, set[str]] = {}
    rows = _rows(year).filter(reference__isnull=False).order_by()
    for reference, voucher in rows.values_list("reference", "voucher").distinct():
        found.setdefault(str(reference), set()).add(str(voucher))
    return found


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    """Lists of the file's summary: `fitting` as `Fitting`, `left_out` as name and reason."""
    year = year_of(imported)
    find = _finder(year, str(imported.options.get(NUMBER, "")))
    there = set(VoucherFile.objects.filter(year=year).values_list("number", "sha256"))
    taken: set[tuple[str, str]] = set()
    fitting: list[Fitting] = []
    left_out: list[tuple[str, str]] = []
    for place, packed in _read(imported, None, progress):
        found = find(packed.path)
        one = (found.number, packed.sha256)
        if why := packed.fault or _why_not(found, year) or _why_double(one, there, taken):
            left_out.append((packed.path, why))
        else:
            taken.add(one)
            fitting.append(Fitting(place, packed.path, found.number, *_facts(packed)))
    return {
        "row_count": len(fitting),
        "error_count": 0,
        "errors": [],
        "warning_count": 0,
        "warnings": [],
        "fitting": fitting,
        "left_out": left_out,
    }


def fitting_of(imported: ImportedFile) -> list[Fitting]:
    return [Fitting(*one) for one in imported.summary.get("fitting", [])]


def year_of(imported: ImportedFile) -> int:
    return int(imported.options[YEAR])


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[Prepared]:
    """The files lie in storage, under their hashes, before the rows are stored; those that no row keeps go again."""
    fitting = fitting_of(imported)
    made: list[str] = []
    with keeping.scratch("bilag-") as folder:
        unpacked = dict(_read(imported, folder, progress))
        try:
            for one in fitting:
                packed = unpacked.get(one.place)
                if packed is None or packed.fault or packed.sha256 != one.sha256:
                    raise ValidationError("Filen leses ikke likt to ganger. Last den opp på nytt.")
                path = voucher_path(one.sha256, one.kind)
                if not keeping.is_whole(path, one.sha256):
                    made.append(path)
                    keeping.keep_file(folder / str(one.place), path, one.sha256)
            yield Prepared(tuple(fitting), {one.sha256: voucher_path(one.sha256, one.kind) for one in fitting})
        except BaseException:
            forget(made)
            raise


def store(imported: ImportedFile, prepared: Prepared, by: User, now: datetime) -> None:
    """The vouchers may be of a closed year too: they move no figure."""
    year = year_of(imported)
    present = set(VoucherFile.objects.filter(year=year).values_list("number", "sha256"))
    if any((one.number, one.sha256) in present for one in prepared.fitting):
        raise ValidationError("Noen av bilagene er lastet opp av en annen i mellomtiden. Last opp filen på nytt.")
    VoucherFile.objects.bulk_create(
        (
            VoucherFile(
                imported=imported, year=year, number=one.number, name=one.path.rpartition("/")[2], kind=one.kind,
                file=prepared.paths[one.sha256], sha256=one.sha256, byte_count=one.byte_count,
            )
            for one in prepared.fitting
        ),
        batch_size=500,
    )  # fmt: skip
    _forget_zip(imported)


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    """The files of this upload go with their copies. Raises ValidationError for a closed year, which rests on them."""
    check_open(year_of(imported))
    delete_files(VoucherFile.objects.filter(imported=imported))


def delete_files(files: Any) -> None:
    """In the caller's transaction. What other vouchers have too stays in storage."""
    paths = {path for pair in files.values_list("file", "safe_file") for path in pair if path}
    files.delete()
    transaction.on_commit(lambda: forget(paths))


def forget(paths: Iterable[str]) -> None:
    """Delete what no voucher has."""
    for path in paths:
        if not VoucherFile.objects.filter(Q(file=path) | Q(safe_file=path)).exists():
            keeping.forget(path)


# Parts


def _finder(year: int, said: str) -> Callable[[str], Match]:
    """What tells the voucher of a file: what somebody said of all of them, else its name."""
    vouchers, references = Numbers(numbers_of(year), year), Numbers(references_of(year), year)
    if said:
        return lambda path: vouchers.whole(said)
    return lambda path: match(path, vouchers, references)


def _rows(year: int) -> Any:
    return AccountEntry.objects.for_year(year).in_force().filter(voucher__isnull=False)


def _facts(packed: Packed) -> tuple[str, int, str]:
    return packed.sha256, packed.byte_count, packed.kind


def _why_not(found: Match, year: int) -> str:
    if found.candidates:
        return SEVERAL_FIT.format(numbers=_some(found.candidates))
    return "" if found.number else NOTHING_FITS.format(year=year)


def _why_double(one: tuple[str, str], there: set[tuple[str, str]], taken: set[tuple[str, str]]) -> str:
    if one in there:
        return THERE_ALREADY.format(number=one[0])
    return TWICE.format(number=one[0]) if one in taken else ""


def _some(numbers: tuple[str, ...]) -> str:
    shown = ", ".join(numbers[:5])
    return shown if len(numbers) <= 5 else f"{shown} og {len(numbers) - 5} andre"


def _read(imported: ImportedFile, folder: Path | None, progress: Progress) -> Iterator[tuple[int, Packed]]:
    """Raises ValidationError where the zip cannot be read."""
    try:
        for place, packed in archive.files_of(path_of(imported), folder):
            if place % 50 == 0:
                progress(f"Leser fil {place + 1}", 5 + min(70, place // 100))
            yield place, packed
    except Unreadable as error:
        raise ValidationError(str(error)) from error


def _forget_zip(imported: ImportedFile) -> None:
    """Also what fits nothing may be about persons, and stood only in it."""
    path = str(imported.file.name)
    ImportedFile.objects.filter(pk=imported.pk).update(file="")
    if not ImportedFile.objects.filter(file=path).exists():
        transaction.on_commit(lambda: keeping.forget(path))


KIND = ImportKind(
    name=NAME,
    permission="budget.change_budget",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="budget:voucher-upload",
    faults=lambda mapping, options, layout: {},
    has_own_form=lambda path: True,
)
