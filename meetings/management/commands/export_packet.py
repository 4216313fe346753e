"""Write the packet of a meeting to a PDF file."""

from typing import Any

from django.core.management.base import CommandParser

from meetings.packet import exporting, packing
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Skriver møtepakken til en PDF-fil."
    _told = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("meeting", help="møtet, for eksempel 2024/M1")
        parser.add_argument("file", help="filen som skrives")
        parser.add_argument("--drafts", action="store_true", help="ta med dokumenter som ikke er godkjent")

    def handle(self, *args: Any, **options: Any) -> None:
        meeting = exporting.meeting_of(options["meeting"])
        cases = packing.cases_of(meeting, with_drafts=options["drafts"])

        def make() -> bytes:
            return packing.build_kept(meeting, cases, self._tell).read()

        self.stdout.write(exporting.write(options["file"], make))

    def _tell(self, stage: str, percent: int) -> None:
        if stage != self._told:
            self.stderr.write(f"{percent:3} % {stage}")
        self._told = stage
