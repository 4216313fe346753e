"""Zips of vouchers, made in the test that reads them."""

import io
import zipfile
from datetime import UTC, datetime

from django.core.files.base import ContentFile

from rorikt.imports import imported_files
from tests import pdfs
from tests.budget.accounts.accounts_files import csv_file, import_accounts

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
HEADER = "År;Periode;Dato;Konto;Kontonavn;Bilagsnr;Fakturanr;Tekst;Beløp"
ROWS = (
    "2024;1;12.01.2024;12700;Konsulenter;10023;INV-1;Bistand;1 000,00",
    "2024;1;12.01.2024;42900;Mva;10023;INV-1;Mva av bistand;250,00",
    "2024;2;03.02.2024;12700;Konsulenter;10024;INV-2;Mer bistand;500,00",
    "2024;2;04.02.2024;10100;Lønn;;;Uten bilag;7,00",
)


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    """A mapping of names to bytes, or pairs of them where a name comes twice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return target.getvalue()


def pdf(text="Faktura"):
    return pdfs.make_pdf(text=text)


def import_rows(*rows, by, **options):
    return import_accounts(csv_file(*(rows or ROWS), header=HEADER), by=by, **options)


def upload(content, *, by, year=2024, number="", name="bilag.zip"):
    """Looked into, and not stored."""
    imported = imported_files.upload(ContentFile(content), kind="vouchers", name=name, by=by, now=NOW)
    options = {"year": year, "number": number}
    imported_files.choose_mapping(imported, mapping={}, options=options, source=None, by=by)
    imported_files.preview(imported)
    imported.refresh_from_db()
    return imported


def store(content, *, by, now=NOW, **given):
    imported = upload(content, by=by, **given)
    imported_files.confirm(imported, by=by, now=now)
    return imported
