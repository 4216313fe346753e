"""Management commands that need a database which is migrated."""

from django.core.management.base import BaseCommand, CommandError

from rorikt.starting import migrated


class DatabaseCommand(BaseCommand):
    """Does not begin on a database that lacks migrations, and says so in one sentence."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        """Called by Django before `handle`."""
        try:
            migrated.require()
        except migrated.NotReady as problem:
            raise CommandError(str(problem)) from None
