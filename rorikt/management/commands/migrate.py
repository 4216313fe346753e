"""The migrating of Django, on a database that it can take over, and without making those who use it wait."""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection

from rorikt.snapshot import is_collision
from rorikt.starting import migrated

# A migration that waits for a table makes all wait who come after it. So it gives up soon, and tries again.
LONGEST_WAIT = "3s"
ATTEMPTS, PAUSE = 10, 3.0  # seconds between two
IN_USE = "Andre har holdt på tabellene hele tiden. Ingenting er halvgjort: prøv igjen når det er roligere."


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            migrated.require_known()
        except migrated.NotReady as problem:
            raise CommandError(str(problem)) from None
        for _ in range(ATTEMPTS):
            give_up_soon()
            try:
                super().handle(*args, **options)
            except OperationalError as error:  # what was done before stays done, and the rest is as it was
                if not is_collision(error):
                    raise
                time.sleep(PAUSE)
            else:
                return
        raise CommandError(IN_USE)


def give_up_soon() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT}'")
