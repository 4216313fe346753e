"""Measure the import of accounts, the pages over them, consumption and splitting, in a database of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rorikt.starting.command import needs_tests


class Command(BaseCommand):
    help = "Measures the import of accounts, the pages over them, consumption and splitting: rows/s and milliseconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=200_000, help="rows of the imported file")
        parser.add_argument("--total", type=int, default=2_000_000, help="rows behind the operating result page")
        parser.add_argument("--amounts", type=int, default=1_000_000, help="amounts to split by a key")
        parser.add_argument("--municipalities", type=int, default=350, help="that consume")
        parser.add_argument("--services", type=int, default=60, help="that they consume")
        parser.add_argument("--runs", type=int, default=500, help="behind the page of a municipality's year")

    def handle(
        self,
        *args: Any,
        rows: int,
        total: int,
        amounts: int,
        municipalities: int,
        services: int,
        runs: int,
        **options: Any,
    ) -> None:
        with needs_tests():
            from tests.bench.money import bench
        bench(
            self.stdout.write,
            rows=rows,
            total=total,
            amounts=amounts,
            municipalities=municipalities,
            services=services,
            runs=runs,
        )
