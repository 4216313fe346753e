"""Write what a municipality pays in a year, and why, as a letter or a workbook: what its page shows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from budget.money import paper
from budget.money.reader import Reader
from budget.municipal_year.letter import letter, workbook
from budget.municipal_year.report import municipal_year
from budget.years.navigation import FIRST_YEAR, LAST_YEAR
from rorikt.people.models import Municipality
from rorikt.printing import print_workers


class Command(BaseCommand):
    help = "Writes what a municipality pays in a year, in words that it may read, as PDF or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("number", help="of the municipality, four digits")
        parser.add_argument("file", type=Path, help="ends in .pdf or .xlsx")

    def handle(self, *args: Any, year: int, number: str, file: Path, **options: Any) -> None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"{year} er ikke et år mellom {FIRST_YEAR} og {LAST_YEAR}.")
        if file.suffix.lower() not in {".pdf", ".xlsx"}:
            raise CommandError(f"«{file.name}» må ende på .pdf eller .xlsx.")
        municipality = Municipality.objects.filter(pk=number).first()
        if municipality is None:
            known = ", ".join(f"{one.pk} {one.name}" for one in Municipality.objects.all())
            raise CommandError(
                f"Ingen kommune har nummeret {number}. Velg en av disse: {known or 'ingen er lagt inn'}."
            )
        found = municipal_year(
            municipality, year, Reader(own=municipality.pk), on=timezone.localdate(), sees_payments=True
        )
        if file.suffix.lower() == ".xlsx":
            content = workbook(found)
        else:
            content = print_workers.run(found.file_name, "rorikt.pdf.typeset:render", paper.html(letter(found)))
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"«{file}» kan ikke skrives: {error.strerror}.") from error
        self.stdout.write(f"{found.title}: {file}")
