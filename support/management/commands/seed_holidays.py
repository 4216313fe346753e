"""Add the holidays of one or more years to the calendar. Days that are already there are left as they are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from rorikt.starting.command import DatabaseCommand
from support.sla.actions import seed_holidays


class Command(DatabaseCommand):
    help = "Legger fridagene i ett eller flere år inn i kalenderen. Dager som finnes fra før, endres ikke."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("years", nargs="+", type=int, metavar="ÅR")
        parser.add_argument("--dry-run", action="store_true", help="vis hva som mangler uten å lagre")

    def handle(self, *args: Any, **options: Any) -> None:
        years = options["years"]
        odd = [year for year in years if not 1900 <= year <= 2100]
        if odd:
            raise CommandError(f"{odd[0]} er ikke et årstall mellom 1900 og 2100.")
        added = seed_holidays(years, dry_run=options["dry_run"])
        verb = "mangler" if options["dry_run"] else "lagt til"
        self.stdout.write(f"{added} fridager {verb} for {', '.join(map(str, years))}.")
