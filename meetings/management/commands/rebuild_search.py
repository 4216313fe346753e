"""`manage rebuild_search`: all that search looks in, read anew."""

from typing import Any

from meetings.search import storing
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Leser alt inn i søket på nytt. Kan trygt kjøres flere ganger, og mens systemet er i bruk."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{storing.rebuild()} kilder er lest inn i søket.")
