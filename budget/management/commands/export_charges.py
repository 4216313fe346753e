"""Write what a municipality pays in a year, and why, as a letter or a workbook: what its page shows."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from budget.money import paper
from budget.money.reader import Reader
from budget.municipal_year.letter import letter, workbook
from budget.municipal_year.report import MunicipalYear, municipal_year
from budget.years.navigation import FIRST_YEAR, LAST_YEAR
from rorikt.people.models import Municipality
from rorikt.printing import print_workers
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Skriver hva en kommune betaler i et år, med ord den kan lese, som brev (PDF) eller regneark (XLSX)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="året det betales i")
        parser.add_argument("number", help="kommunenummeret, fire siffer")
        parser.add_argument("file", type=Path, help="filen som skrives, .pdf eller .xlsx")

    def handle(self, *args: Any, year: int, number: str, file: Path, **options: Any) -> None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"{year} er ikke et år mellom {FIRST_YEAR} og {LAST_YEAR}.")
        if file.suffix.lower() not in {".pdf", ".xlsx"}:
            raise CommandError(f"«{file.name}» må ende på .pdf eller .xlsx.")
        municipality = _municipality(number)
        reader = Reader(own=municipality.pk)
        found = municipal_year(municipality, year, reader, on=timezone.localdate(), sees_payments=True)
        content = workbook(found) if file.suffix.lower() == ".xlsx" else _printed(found)
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"«{file}» kan ikke skrives: {error.strerror}.") from error
        self.stdout.write(f"{found.title}: {file}")


def _municipality(number: str) -> Municipality:
    found = Municipality.objects.filter(pk=number).first()
    if found is None:
        known = ", ".join(f"{one.pk} {one.name}" for one in Municipality.objects.all()) or "ingen er lagt inn"
        raise CommandError(f"Ingen kommune har nummeret {number}. Velg en av disse: {known}.")
    return found


def _printed(found: MunicipalYear) -> bytes:
    content: bytes = print_workers.run(found.file_name, "rorikt.pdf.typeset:render", paper.html(letter(found)))
    return content
