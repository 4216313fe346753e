"""Measure a register of thousands of rows, on the database that is set up here."""

from typing import Any

from django.core.management.base import CommandParser

from rorikt.starting.command import DatabaseCommand, needs_tests


class Command(DatabaseCommand):
    help = "Måler et stort register: åpne, avgrense og lagre en rute. Alt som lages til målingen, rulles tilbake."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=5000, help="hvor mange rader registeret har")

    def handle(self, *args: Any, rows: int, **options: Any) -> None:
        with needs_tests():
            from tests.bench.registers import bench
        bench(self.stdout.write, rows=rows)
