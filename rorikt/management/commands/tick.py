"""Do what is due by the clock, once: for cron, or to see by hand what there is."""

from typing import Any

from django.core.management.base import CommandError

from rorikt.duties.ticking import tick
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Utfører det som skal gjøres nå: påminnelser, fornyelser og rydding. Kan kjøres så ofte du vil."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for attempt in tick():
            (self.stderr if attempt.error else self.stdout).write(str(attempt))
            failed += bool(attempt.error)
        if failed:
            raise CommandError(f"{failed} oppgaver feilet. De prøves på nytt om fem minutter.")
