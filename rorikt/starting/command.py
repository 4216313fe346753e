"""Management commands that need a database which is migrated."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError

from rorikt.starting import migrated


class DatabaseCommand(BaseCommand):
    """Does not begin on a database that lacks migrations, and says so in one sentence."""

    requires_migrations_checks = True
    accepts_another_key = False

    def check_migrations(self) -> None:
        """Called by Django before `handle`."""
        try:
            migrated.require(accepts_another_key=self.accepts_another_key)
        except migrated.NotReady as problem:
            raise CommandError(str(problem)) from None


@contextmanager
def needs_tests() -> Iterator[None]:
    """Around the import of what measures, which lies with the tests and is not in every installation."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in {"tests", "tests.bench"}:
            raise
        raise CommandError(
            "Målingene ligger i mappen tests, som ikke er med her: kjør dem der hele Rorikt er."
        ) from None
