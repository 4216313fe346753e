"""All of a period for one municipality, file by file: charges with their rows, days of payment, invoices, vouchers.

What is in a year's file is what the page of the municipality's year shows, and adds up to the same.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from budget.charges.report import Charge
from budget.invoices.invoice import invoice_basis, joint_invoice_of, sheet_of
from budget.invoices.models import Invoice
from budget.joint_invoices import report as invoices
from budget.joint_invoices.report import SeenInvoice
from budget.money import paper
from budget.money.cells import KRONER_NOTE
from budget.municipal_year import why
from budget.municipal_year.report import MunicipalYear
from budget.officers.period import Period
from budget.payments.owed import Due
from budget.posting.report import named_art, suggestions
from budget.posting.suggested import Suggestion, suggested
from budget.runs.basis import moved_since
from budget.vouchers.report import vouchers_of
from rorikt.amounts import kroner, short_date, short_moment
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import NotAvailable, Table
from rorikt.people.models import User
from rorikt.tables import printed_tables
from rorikt.tables.export import csv_bytes, xlsx
from rorikt.tables.export import sheet_of as exported

ZERO = Decimal(0)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
CONTENTS = "Innhold.txt"


@dataclass(frozen=True)
class BundledFile:
    """`told` says in words what it is."""

    name: str
    told: str
    content: bytes


@dataclass(frozen=True)
class ChargedPart:
    """A part of the year that has an amount; `charge` is empty for what is on account, which no run stands behind."""

    title: str
    state: str
    amount: Decimal
    charge: Charge | None
    posted: Suggestion | None

    @property
    def approved_on(self) -> date | None:
        approved_at = self.charge.run.approved_at if self.charge else None
        return timezone.localdate(approved_at) if approved_at else None


def charged_parts(found: MunicipalYear, period: Period) -> list[ChargedPart]:
    """Of a year all that adds up to its sum; of a part of it what was approved then, without what is on account."""
    rules, charges = suggestions(), {charge.run.pk: charge for charge in found.charges}
    rows = []
    for part in found.charged.parts:
        charge = charges.get(part.run or 0)
        if part.is_missing:
            continue
        kind, subject = (charge.run.kind, charge.run.subject) if charge else ("on_account", "")
        posted = suggested(rules, kind=kind, subject=subject, year=found.year)
        row = ChargedPart(part.title, str(part.state), part.amount(found.municipality.pk), charge, posted)
        if period.is_whole_year or (row.approved_on and period.holds(row.approved_on)):
            rows.append(row)
    return rows


def charges_table(found: MunicipalYear, period: Period) -> Table:
    rows = charged_parts(found, period)

    def why_of(row: ChargedPart) -> str:
        return row.charge.why(found.reader) if row.charge else "Betales på forskudd, og gjøres opp året etter."

    return tabulate(
        "krav",
        f"Hva {found.municipality.name} betaler, {period.label}",
        (
            column("Krav", lambda row: row.title, width=22, total="SUM"),
            column("Status", lambda row: row.state, width=10),
            column("Godkjent", lambda row: short_date(row.approved_on) if row.approved_on else "", width=10),
            column("Å betale", lambda row: row.amount, kroner, 14, total=sum((row.amount for row in rows), ZERO)),
            column("Art", lambda row: named_art(row.posted.art, found.year) if row.posted else "", width=14),
            column("Funksjon", lambda row: row.posted.function if row.posted else "", width=8),
            column("Hvorfor", why_of, width=22),
        ),
        rows,
        unit_note=KRONER_NOTE,
        note="Art og funksjon er samarbeidets forslag. Kommunen avgjør selv hvordan den fører.",
    )


def dues_table(found: MunicipalYear, period: Period) -> Table:
    """Without a day only in the file of the year: it falls due by an invoice that is not sent."""
    dues: list[Due] = [
        due
        for due in found.standing.dues
        if period.is_whole_year or (due.due_on is not None and period.holds(due.due_on))
    ]
    return tabulate(
        "betalingsdager",
        f"Når {found.municipality.name} betaler, {period.label}",
        (
            column("Hva", lambda due: due.title, width=50, total="SUM"),
            column("Forfall", lambda due: short_date(due.due_on) if due.due_on else "etter faktura", width=25),
            column("Beløp", lambda due: due.amount, kroner, 25, total=sum((due.amount for due in dues), ZERO)),
        ),
        sorted(dues, key=lambda due: due.due_on or date.max),
        unit_note=KRONER_NOTE,
    )


def vouchers_table(period: Period) -> Table:
    """Those of the cooperation's accounts; what they show is on the page of each."""
    rows = [row for row in vouchers_of(period.year) if row["booked_on"] is None or period.holds(row["booked_on"])]
    return tabulate(
        "bilag",
        f"Bilag i samarbeidets regnskap, {period.label}",
        (
            column("Bilag", lambda row: row["voucher"], width=20, total="SUM"),
            column("Dato", lambda row: short_date(row["booked_on"]) if row["booked_on"] else "", width=20),
            column("Tekst", lambda row: row["text"] or "", width=25),
            column("Poster", lambda row: row["row_count"], str, 10),
            column("Bilder", lambda row: row["file_count"], str, 10),
            column("Beløp", lambda row: row["total"], kroner, 15, total=sum((row["total"] for row in rows), ZERO)),
        ),
        rows,
        unit_note=KRONER_NOTE,
    )


def invoices_of(found: MunicipalYear, period: Period) -> "QuerySet[Invoice]":
    """Those that are sent: what is not may still be withdrawn."""
    sent = Invoice.objects.with_lines().filter(
        municipality=found.municipality, year=found.year, recorded_at__isnull=False
    )
    wanted = [pk for pk, day in sent.values_list("pk", "issued_on") if period.holds(day)]
    return sent.filter(pk__in=wanted).order_by("issued_on", "pk")


def files_of(
    found: MunicipalYear, period: Period, user: User, progress: Callable[[str, int], None]
) -> Iterator[BundledFile]:
    """Raises ValidationError where a PDF cannot be printed."""
    progress("Samler kravene", 5)
    label, charges = period.label, charges_table(found, period)
    yield BundledFile(f"Krav {label}.csv", "Kravene med forslag til føring", _csv(charges))
    book = _xlsx([charges, *_rows_behind(found, period)])
    yield BundledFile(f"Krav med rader {label}.xlsx", "Kravene, hva de bygger på og radene bak", book)
    yield BundledFile(f"Betalingsdager {label}.csv", "Når det betales", _csv(dues_table(found, period)))
    if user.has_perm("budget.view_entry"):
        progress("Samler bilagene", 20)
        yield BundledFile(f"Bilag {label}.csv", "Bilagene i samarbeidets regnskap", _csv(vouchers_table(period)))
    sent = list(invoices_of(found, period))
    for invoice in sent:
        name = f"{invoice.word} {invoice.number}"
        if SeenInvoice(invoice, found.reader).is_closed:  # its words were written before the case was closed
            continue
        yield BundledFile(f"Fakturaer/{name}.xml", "EHF-filen slik den ble laget", invoice.content.encode())
    yield from _printed([*_sheets(sent, found), *_bases(found, period)], progress)


def _rows_behind(found: MunicipalYear, period: Period) -> list[Table]:
    if period.is_whole_year:
        return found.with_rows
    tables: list[Table] = []
    for row in charged_parts(found, period):
        if row.charge:
            tables += why.kept_tables(row.charge, found.reader)
    return tables


def _sheets(sent: Iterable[Invoice], found: MunicipalYear) -> Iterator[tuple[str, str, str]]:
    """Name, what it is, and the HTML that is to be printed."""
    for invoice in sent:
        sheet = invoices.sheet_of(SeenInvoice(invoice, found.reader))
        yield f"Fakturaer/{invoice.word} {invoice.number}.pdf", sheet.title, paper.html(sheet)


def _bases(found: MunicipalYear, period: Period) -> Iterator[tuple[str, str, str]]:
    """Of the charges that are on no invoice over several runs. Where one cannot be made, it is left out."""
    for row in charged_parts(found, period):
        if row.charge is None or not row.charge.counted or joint_invoice_of(row.charge.part):
            continue
        try:
            basis = invoice_basis(row.charge.part, found.reader)
            sheet = sheet_of(basis, moved_since(basis.run, found.reader))
        except NotAvailable:
            continue
        yield f"Fakturagrunnlag/{row.charge.run.pk} {row.title}.pdf", sheet.title, paper.html(sheet)


def _printed(wanted: list[tuple[str, str, str]], progress: Callable[[str, int], None]) -> Iterator[BundledFile]:
    for number, (name, told, html) in enumerate(wanted):
        progress(f"Skriver ut {number + 1} av {len(wanted)}", 30 + 60 * number // len(wanted))
        yield BundledFile(name, told, printed_tables.printed(told, html).read())


def zipped(title: str, told: Iterable[str], files: Iterable[BundledFile]) -> bytes:
    """With a list of what is in it, and the SHA-256 of each. The same files give the same bytes."""
    target = io.BytesIO()
    contents = [title, "", *told, ""]
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            name = _free_name(file.name, taken)
            _put(archive, name, file.content)
            contents += [name, f"  {file.told}", f"  SHA-256 {hashlib.sha256(file.content).hexdigest()}", ""]
        _put(archive, CONTENTS, "\r\n".join(contents).encode())
    return target.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, content)


def _free_name(name: str, taken: set[str]) -> str:
    """One that every system can store, and that no other file of the zip has."""
    folder, _, own = name.rpartition("/")
    stem, _, suffix = " ".join(_NOT_IN_NAMES.sub(" ", own).split()).rpartition(".")
    stem, number = stem.strip(" .")[:100], 1
    found = f"{stem}.{suffix}"
    while f"{folder}/{found}".casefold() in taken:
        number += 1
        found = f"{stem} {number}.{suffix}"
    taken.add(f"{folder}/{found}".casefold())
    return f"{folder}/{found}" if folder else found


def told_of(found: MunicipalYear, period: Period, user: User, now: datetime) -> list[str]:
    """What whoever opens it is to know."""
    told = [f"Hentet {short_moment(now)} av {user.name}. Tallene er slik de var da."]
    if found.charged.so_far and period.is_whole_year:
        told.append(found.charged.so_far)
    if not period.is_whole_year:
        told.append(
            "Et krav står i måneden fordelingen ble godkjent. Det som er godkjent før året, står i januar, og det som "
            "er godkjent etter, i desember. Akonto og det som mangler, står bare i filen for hele året."
        )
    told.append("Usendte fakturaer er ikke med, og heller ikke EHF-filer som nevner noe du ikke kan lese.")
    told.append("Bilder av bilag er ikke med. De ligger på sidene til bilagene.")
    return told


def _csv(table: Table) -> bytes:
    return csv_bytes(exported(table))


def _xlsx(tables: Iterable[Table]) -> bytes:
    return xlsx(exported(table) for table in tables)
