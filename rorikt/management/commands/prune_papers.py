"""Remove kept PDFs that have been unused for longest."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from rorikt.printing import kept_pdfs


class Command(BaseCommand):
    help = "Fjerner de ferdige PDF-ene som lengst ikke er brukt, til resten er innenfor grensen. De lages på nytt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--megabytes", type=float, default=settings.PAPERS_MEGABYTES, help="grensen; ellers innstillingens"
        )
        parser.add_argument("--dry-run", action="store_true", help="fjern ingenting, bare fortell")

    def handle(self, *args: Any, **options: Any) -> None:
        count, size = kept_pdfs.prune(options["megabytes"], dry_run=options["dry_run"])
        verb = "ville blitt fjernet" if options["dry_run"] else "er fjernet"
        self.stdout.write(f"{count} filer, {size / 1e6:.1f} MB {verb}.")
