"""Budget files made in the test that reads them, and the short way through an import."""

from datetime import UTC, datetime

from django.core.files.base import ContentFile

from budget.budget_files import budget_file
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import guess_mapping

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
MONTHS = "jan;feb;mar;apr;mai;jun;jul;aug;sep;okt;nov;des"
BY_MONTH = f"Konto;Kontonavn;{MONTHS}"
OF_YEAR = "Konto;Kontonavn;Budsjett 2024"
BY_PERIOD = "Konto;Periode;Beløp"
DECIDED = {"decision": "Rådet regulerte", "decided_on": "2024-02-14", "case": None, "reason": "Ny oversikt"}


def csv_file(*rows, header=BY_MONTH):
    return ("\r\n".join([header, *rows]) + "\r\n").encode()


def upload(content, *, by, year=2024, name="budsjett.csv", mapping=None, **options):
    imported = imported_files.upload(ContentFile(content), kind="budgets", name=name, by=by, now=NOW)
    mapping = mapping or guess_mapping(budget_file.FIELDS, imported_files.layout_of(imported).header)
    options = {"year": year, **options}
    imported_files.choose_mapping(imported, mapping=mapping, options=options, source=None, by=by)
    imported_files.preview(imported)
    return imported


def import_budget(content, *, by, decided=None, now=NOW, **options):
    imported = upload(content, by=by, **options)
    if decided:
        imported.options = {**imported.options, "decided": decided}
        ImportedFile.objects.filter(pk=imported.pk).update(options=imported.options)
    imported_files.confirm(imported, by=by, now=now)
    return imported
