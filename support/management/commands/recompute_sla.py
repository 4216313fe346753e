"""Measure every ticket again, after a change of policies, calendars or holidays. What is approved stays as it is."""

from typing import Any

from django.utils import timezone

from rorikt.starting.command import DatabaseCommand
from support.measuring.actions import recompute_verdicts


class Command(DatabaseCommand):
    help = "Måler alle saker på nytt etter fristene, kalenderne og fridagene slik de er nå."

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(stage: str, percent: int) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(stage)

        changed = recompute_verdicts(progress, by=None, now=timezone.now())
        self.stdout.write(f"{changed} saker fikk en annen frist, tid eller dom.")
