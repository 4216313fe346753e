"""Check that no row of the audit trail was changed or lost."""

from typing import Any

from django.core.management.base import CommandError

from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Kontrollerer at endringsloggen er hel."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = trail.broken_entries()
        if broken:
            raise CommandError(f"Endringsloggen er brutt ved rad {', '.join(map(str, broken))}.")
        self.stdout.write(f"Endringsloggen er hel: {AuditEntry.objects.count()} rader.")
