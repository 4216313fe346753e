"""Prove that nothing approved or issued has changed: every version, packet, file and hash."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from meetings.proof import proving
from rorikt.proving.findings import Fault
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Kontrollerer at alt som er godkjent og fastsatt, er slik det var: innhold, sider, filer og kontrollsummer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pdf", action="store_true", help="Skriv også ut hver versjon på nytt, og les PDF-en igjen."
        )

    def handle(self, *args: Any, pdf: bool, **options: Any) -> None:
        fault_count = 0
        for found in proving.prove_with_trail(timezone.now(), with_pdf=pdf):
            if isinstance(found, Fault):
                fault_count += 1
                self.stdout.write(f"FEIL: {found.text}")
            else:
                self.stdout.write(f"Merk: {found.text}")
        counted = proving.counted()
        if fault_count:
            raise CommandError(f"{fault_count} avvik i {counted}.")
        self.stdout.write(f"Alt er slik det var: {counted}.")
        self.stdout.write(f"Fingeravtrykk: {proving.fingerprint()}")
