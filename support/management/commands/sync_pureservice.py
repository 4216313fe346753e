"""Fetch what has changed in Pureservice."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from rorikt.starting.command import DatabaseCommand
from support.syncing.sync import synchronise


class Command(DatabaseCommand):
    help = "Henter saker som er endret i Pureservice siden sist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="alle saker, ikke bare de endrede")
        parser.add_argument("--dry-run", action="store_true", help="bare se hva som ville blitt endret")
        parser.add_argument("--accept-deletions", action="store_true", help="fjern saker også når mange er borte")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = synchronise(
                full=options["full"],
                dry_run=options["dry_run"],
                accept_deletions=options["accept_deletions"],
                progress=self._tell if options["verbosity"] > 1 else lambda stage, percent: None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        begin = "Ville hentet" if options["dry_run"] else "Hentet"
        counts = f"{run.new} nye, {run.changed} endrede, {run.unchanged} uendrede, {run.deleted} slettede"
        waiting = "" if options["dry_run"] else f", {run.waiting} venter på kobling"
        self.stdout.write(f"{begin} {counts}{waiting}." + (f" {run.remark}" if run.remark else ""))

    def _tell(self, stage: str, percent: int) -> None:
        self.stderr.write(f"{percent:3} % {stage}")
