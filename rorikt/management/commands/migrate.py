"""The migrating of Django, on a database that it can take over."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from rorikt.starting import migrated


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            migrated.require_known()
        except migrated.NotReady as problem:
            raise CommandError(str(problem)) from None
        super().handle(*args, **options)
