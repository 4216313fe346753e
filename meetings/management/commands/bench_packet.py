"""Measure the making of packets on this machine, beside Chromium and Typst where they are installed."""

from typing import Any

from django.core.management.base import CommandParser

from meetings.packet.exporting import meeting_of
from rorikt.starting.command import DatabaseCommand, needs_tests


class Command(DatabaseCommand):
    help = "Måler hvor lang tid møtepakken tar, ved siden av Chromium og Typst der de er installert."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--meeting", default="2024/M1", help="møtet som måles")
        parser.add_argument("--rounds", type=int, default=3, help="antall ganger hver måling gjøres")
        parser.add_argument("--long", action="store_true", help="også en rapport på 300 sider")

    def handle(self, *args: Any, meeting: str, rounds: int, long: bool, **options: Any) -> None:
        with needs_tests():
            from tests.bench.packets import bench
        bench(self.stdout.write, meeting_of(meeting), rounds=rounds, is_long=long)
