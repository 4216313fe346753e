"""Measure search in ten years of a busy council, on the database that is set up here."""

from typing import Any

from django.core.management.base import CommandParser

from rorikt.starting.command import DatabaseCommand, needs_tests


class Command(DatabaseCommand):
    help = "Måler søk i ti år av et travelt råd. Alt som lages til målingen, rulles tilbake."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--share", type=float, default=1.0, help="hvor stor del av de ti årene")

    def handle(self, *args: Any, share: float, **options: Any) -> None:
        with needs_tests():
            from tests.bench.searching import bench
        bench(self.stdout.write, share=share)
