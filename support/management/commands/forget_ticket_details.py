"""Drop the details of old tickets and keep what the statistics need."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from rorikt.starting.command import DatabaseCommand
from support.imports.actions import forget_files
from support.syncing.actions import forget_ticket_details


class Command(DatabaseCommand):
    help = "Sletter detaljer om løste saker, og opplastede saksfiler, fra før en dato. Statistikken endres ikke."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--before", required=True, metavar="DATO", help="for eksempel 2024-01-01")
        parser.add_argument("--dry-run", action="store_true", help="bare tell hvor mange det gjelder")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            before = date.fromisoformat(options["before"])
        except ValueError:
            raise CommandError("Skriv datoen som 2024-01-01.") from None
        try:
            now, dry_run = timezone.now(), options["dry_run"]
            count = forget_ticket_details(before, by=None, now=now, dry_run=dry_run)
            files = forget_files(before, by=None, now=now, dry_run=dry_run)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        verb = "Ville slettet" if options["dry_run"] else "Slettet"
        self.stdout.write(
            f"{verb} detaljer om {count} saker opprettet før {before:%d.%m.%Y}, "
            f"og innholdet i {files} saksfiler lastet opp før da."
        )
