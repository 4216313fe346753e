"""What the pages of vouchers show: one voucher, those of a year, and what an upload would bring."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from budget.ledger.models import AccountEntry
from budget.vouchers.files import Fitting, fitting_of, numbers_of, year_of
from budget.vouchers.models import OpenedYear, ShieldedVoucher, VoucherFile, voucher_url
from rorikt.amounts import ORE
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from rorikt.imports.models import ImportedFile


@dataclass(frozen=True)
class Voucher:
    """A number in a year. `rows` are those of imports that count; `replaced` how many only replaced imports have.

    `is_open_to_municipalities` is what the permission to see its pictures asks for.
    """

    year: int
    number: str
    row_count: int
    amount: Decimal
    first_on: date | None
    last_on: date | None
    replaced: int
    files: tuple[VoucherFile, ...]
    opened: OpenedYear | None
    shielded: ShieldedVoucher | None

    @property
    def is_open_to_municipalities(self) -> bool:
        return self.opened is not None and self.shielded is None

    @property
    def is_known(self) -> bool:
        return bool(self.row_count or self.replaced or self.files)


def voucher_of(year: int, number: str) -> Voucher:
    every = AccountEntry.objects.for_year(year).filter(voucher=number).order_by()
    told = every.in_force().aggregate(
        count=Count("pk"), amount=Sum("amount", default=Decimal(0)), first=Min("booked_on"), last=Max("booked_on")
    )
    return Voucher(
        year=year,
        number=number,
        row_count=told["count"],
        amount=told["amount"].quantize(ORE),
        first_on=told["first"],
        last_on=told["last"],
        replaced=0 if told["count"] else every.count(),
        files=tuple(VoucherFile.objects.of_voucher(year, number).select_related("imported__uploaded_by")),
        opened=OpenedYear.objects.filter(year=year).first(),
        shielded=ShieldedVoucher.objects.filter(year=year, number=number).select_related("shielded_by").first(),
    )


def with_files(year: int, numbers: Collection[str]) -> set[str]:
    """Of these vouchers, those that have a picture."""
    files = VoucherFile.objects.filter(year=year, number__in=numbers).order_by()
    return set(files.values_list("number", flat=True).distinct())


def rows_of(year: int, number: str) -> Any:
    return AccountEntry.objects.for_year(year).in_force().filter(voucher=number).order_by("pk")


# Vouchers of a year


def vouchers_of(year: int) -> Any:
    """Each voucher of the year once: number, first day, a text and how many it has, rows, sum and files."""
    files = VoucherFile.objects.filter(year=year, number=OuterRef("voucher")).order_by()
    counted = files.values("number").annotate(count=Count("pk")).values("count")
    rows = AccountEntry.objects.for_year(year).in_force().filter(voucher__isnull=False)
    return (
        rows.order_by()
        .values("voucher")
        .annotate(
            booked_on=Min("booked_on"), row_count=Count("pk"), total=Sum("amount"),
            text_count=Count("text", distinct=True, filter=~Q(text="")), text=Min("text", filter=~Q(text="")),
            file_count=Coalesce(Subquery(counted), 0),
        )
        .order_by("voucher")
    )  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """How many vouchers the accounts of a year have, how many have a picture, and pictures that no row belongs to."""

    vouchers: int
    pictured: int
    without_row: tuple[str, ...]

    @property
    def missing(self) -> int:
        return self.vouchers - self.pictured


def coverage_of(year: int) -> Coverage:
    known = set(numbers_of(year))
    pictured = set(VoucherFile.objects.filter(year=year).order_by().values_list("number", flat=True).distinct())
    return Coverage(len(known), len(known & pictured), tuple(sorted(pictured - known)))


# An upload


@dataclass(frozen=True)
class UploadPage:
    """What a zip would bring. `missing` is how many vouchers of the year have no picture after it."""

    year: int
    fitting: list[Fitting]
    left_out: list[tuple[str, str]]
    vouchers: int
    missing: int
    missing_numbers: list[str]
    is_open: bool

    @property
    def left_out_label(self) -> str:
        return "Filer som ikke kan brukes" if self.is_open else "Filer som ble utelatt"

    @property
    def voucher_count(self) -> int:
        return len({one.number for one in self.fitting})


def upload_page(imported: ImportedFile) -> UploadPage:
    year, fitting = year_of(imported), fitting_of(imported)
    known = numbers_of(year)
    has = set(VoucherFile.objects.filter(year=year).order_by().values_list("number", flat=True).distinct())
    coming = {one.number for one in fitting} if imported.is_open else set()
    missing = sorted(set(known) - has - coming)
    left_out = [(path, why) for path, why in imported.summary.get("left_out", [])]
    return UploadPage(year, fitting, left_out, len(known), len(missing), missing, imported.is_open)


def fitting_table(page: UploadPage) -> Table | None:
    if not page.fitting:
        return None
    return tabulate(
        "filer-som-passer",
        f"Filer som passer til et bilag ({len(page.fitting)})",
        (
            column("Fil", lambda one: one.path, width=60),
            column("Bilag", lambda one: one.number, width=40, link=lambda one: voucher_url(page.year, one.number)),
        ),
        page.fitting,
    )


def left_out_table(page: UploadPage) -> Table | None:
    if not page.left_out:
        return None
    return tabulate(
        "filer-som-ikke-kan-brukes",
        f"{page.left_out_label} ({len(page.left_out)})",
        (column("Fil", lambda one: one[0], width=40), column("Grunn", lambda one: one[1], width=60)),
        page.left_out,
    )


def missing_table(page: UploadPage) -> Table | None:
    if not page.missing_numbers:
        return None
    return tabulate(
        "bilag-uten-bilde",
        f"Bilag uten bilde ({page.missing})",
        (column("Bilag", _itself, link=lambda number: voucher_url(page.year, number)),),
        page.missing_numbers,
    )


def _itself(number: str) -> str:
    return number
