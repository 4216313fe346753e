"""Measure the import of accounts, the pages over them, consumption and splitting, in a database of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rorikt.starting.command import needs_tests

SIZES = {
    "rows": (200_000, "rows of the imported file"),
    "total": (2_000_000, "rows behind the operating result page"),
    "amounts": (1_000_000, "amounts to split by a key"),
    "municipalities": (350, "that consume"),
    "services": (60, "that they consume"),
    "runs": (500, "behind the page of a municipality's year"),
}


class Command(BaseCommand):
    help = "Measures the import of accounts, the pages over them, consumption and splitting: rows/s and milliseconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, (usual, meaning) in SIZES.items():
            parser.add_argument(f"--{name}", type=int, default=usual, help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        with needs_tests():
            from tests.bench.money import bench
        bench(self.stdout.write, **{name: options[name] for name in SIZES})
