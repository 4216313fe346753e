"""Copies every stored file to another store, as when an installation moves to several machines."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from rorikt.amounts import number
from rorikt.refusals import Unreachable
from rorikt.starting.command import DatabaseCommand
from rorikt.storing import moving
from rorikt.storing.moving import Copied

TOLD_EACH = 500  # files
MOST_NAMED = 10


class Command(DatabaseCommand):
    help = "Kopierer alle filer til et annet lager, leser hver av dem tilbake, og kan kjøres om igjen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", help="s3://bøtte, s3://bøtte/mappe eller en mappe på denne maskinen.")
        parser.add_argument("--all", action="store_true", help="Les også tilbake det som er kopiert før.")
        parser.add_argument("--dry-run", action="store_true", help="Si hva som mangler der, og kopier ingenting.")

    def handle(self, *, to: str, all: bool, dry_run: bool, **options: Any) -> None:
        try:
            target = moving.store_at(to)
            done = moving.copy_all(target, reads_all=all, dry_run=dry_run, tell=self._tell)
        except (ImproperlyConfigured, Unreachable) as problem:
            raise CommandError(str(problem)) from problem
        except FileNotFoundError as gone:
            raise CommandError(f"En fil ble slettet underveis ({gone}). Kjør kommandoen på nytt.") from gone
        verb = "mangler i" if dry_run else "er kopiert til"
        size = number(done.byte_count / 1e6, 1)
        self.stdout.write(f"{done.copied} filer ({size} MB) {verb} {to}, og {done.there} var der fra før.")
        if done.missing:
            named = ", ".join(done.missing[:MOST_NAMED])
            raise CommandError(f"{len(done.missing)} filer som databasen har, finnes ikke i noe av lagrene: {named}.")

    def _tell(self, done: Copied) -> None:
        if done.copied % TOLD_EACH == 0:
            self.stdout.write(f"{done.copied} filer så langt …")
