"""Measure the pages of a meeting as a member of the council gets them."""

from typing import Any

from django.core.management.base import CommandParser

from meetings.packet.exporting import meeting_of
from rorikt.starting.command import DatabaseCommand, needs_tests


class Command(DatabaseCommand):
    help = "Måler sidene i et møte slik et rådsmedlem får dem."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--meeting", default="2024/M1", help="møtet som måles")
        parser.add_argument("--rounds", type=int, default=20, help="antall ganger hver side hentes")

    def handle(self, *args: Any, meeting: str, rounds: int, **options: Any) -> None:
        with needs_tests():
            from tests.bench.reading import bench
        bench(self.stdout.write, meeting_of(meeting), rounds=rounds)
