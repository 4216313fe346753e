"""Let mail go again that was held back when a backup was put back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from rorikt.backups.releasing import release
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Slipper e-posten som holdes tilbake etter en gjenoppretting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forget", action="store_true", help="Varsler som venter nå, sendes ikke.")

    def handle(self, *args: Any, forget: bool, **options: Any) -> None:
        told = release(timezone.now(), forget=forget)
        if told is None:
            raise CommandError("Ingen e-post holdes tilbake.")
        for line in told:
            self.stdout.write(line)
