"""Files of accounts, made in the test that reads them, and the short way through an import."""

from datetime import UTC, datetime

from django.core.files.base import ContentFile

from budget.accounts.actions import ADD, REPLACE  # noqa: F401 - for the tests
from budget.ledger import accounts_file
from budget.ledger.models import AccountMapping
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
HEADER = "År;Periode;Konto;Kontonavn;Art;Tekst;Beløp"


def csv_file(*rows, header=HEADER, encoding="utf-8", end="\r\n"):
    return (end.join([header, *rows]) + end).encode(encoding)


def upload(content, *, by, name="regnskap.csv", mapping=None, **options):
    """A file that has been read, by the guessed mapping unless another is given."""
    imported = imported_files.upload(ContentFile(content), kind="accounts", name=name, by=by, now=NOW)
    if mapping is None and not accounts_file.has_own_form(imported_files.path_of(imported)):
        layout = imported_files.layout_of(imported)
        mapping = accounts_file.guessed(layout.header)
    imported_files.choose_mapping(imported, mapping=mapping or {}, options=options, source=None, by=by)
    imported_files.preview(imported)
    return imported


def confirm(imported, *, by, mode=None, now=NOW):
    if mode:
        imported.options = {**imported.options, "mode": mode}
        ImportedFile.objects.filter(pk=imported.pk).update(options=imported.options)
    imported_files.confirm(imported, by=by, now=now)
    return imported


def import_accounts(content, *, by, mode=None, now=NOW, **options):
    return confirm(upload(content, by=by, **options), by=by, mode=mode, now=now)


def make_mapping(line, first, last=None, **overrides):
    return AccountMapping.objects.create(
        **{"year": line.year if line else 2023, "line": line, "first": first, "last": last or first, **overrides}
    )
