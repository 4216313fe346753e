"""Measure what a million tickets cost: stored, measured again, counted and shown. For a database made for it only."""

from argparse import ArgumentParser
from typing import Any

from rorikt.starting.command import DatabaseCommand, needs_tests


class Command(DatabaseCommand):
    help = "Måler innlesing, ny måling og sider i en tom database som er laget til det."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, default=1_000_000)
        parser.add_argument("--pauses", type=int, default=3, help="pauser for hver sak, i snitt")

    def handle(self, *args: Any, tickets: int, pauses: int, **options: Any) -> None:
        with needs_tests():
            from tests.bench.tickets import bench
        bench(self.stdout.write, tickets=tickets, pauses=pauses)
