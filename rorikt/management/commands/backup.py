"""Make a backup of all that the installation has, while it is in use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from rorikt.backups import making
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Lager en kryptert sikkerhetskopi i en mappe, leser den tilbake, og sletter dem som har hatt sin tid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            default=settings.BACKUP_FOLDER,
            metavar="MAPPE",
            help="I stedet for RORIKT_BACKUP_FOLDER.",
        )

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        if not folder:
            raise CommandError(
                "Si hvilken mappe: ./run manage backup MAPPE, eller sett RORIKT_BACKUP_FOLDER.", returncode=2
            )
        try:
            made = making.make(Path(folder).expanduser().absolute(), now=timezone.now())
        except making.Unmade as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(making.in_words(made))
