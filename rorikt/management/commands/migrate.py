"""The migrating of Django, on a database that it can take over, and without making those who use it wait.

Never back over what guards what is kept.
"""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection, migrations
from django.db.migrations.executor import MigrationExecutor

from rorikt.audit.append_only import AppendOnly, FrozenWhen, Renewed
from rorikt.audit.models import AuditEntry
from rorikt.snapshot import is_collision
from rorikt.starting import migrated

GUARDS = (AppendOnly, FrozenWhen, Renewed, migrations.CreateModel)
# A migration that waits for a table makes all wait who come after it. So it gives up soon, and tries again.
LONGEST_WAIT = "3s"
ATTEMPTS, PAUSE = 10, 3.0  # seconds between two
IN_USE = "Andre har holdt på tabellene hele tiden. Ingenting er halvgjort: prøv igjen når det er roligere."


class Command(migrate.Command):
    stealth_options = ("is_restoring",)  # given by the restore itself, whose last step this is

    def handle(self, *args: Any, is_restoring: bool = False, **options: Any) -> None:
        try:
            if not is_restoring:
                migrated.require_put_back()
            migrated.require_known()
        except migrated.NotReady as problem:
            raise CommandError(str(problem)) from None
        if options.get("migration_name") and not options.get("plan"):
            self._refuse_to_empty(options["app_label"], options["migration_name"])
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

    def _refuse_to_empty(self, label: str, name: str) -> None:
        """What takes tables or guards away is refused while the trail has rows."""
        executor = MigrationExecutor(connection)
        try:
            key = (label, None if name == "zero" else executor.loader.get_migration_by_prefix(label, name).name)
            plan = executor.migration_plan([key])
        except (KeyError, LookupError, ValueError):
            return  # which Django says in its own words
        undone = [one for one, is_backwards in plan if is_backwards]
        takes = [one for one in undone if any(isinstance(operation, GUARDS) for operation in one.operations)]
        if (
            takes
            and AuditEntry._meta.db_table in connection.introspection.table_names()
            and AuditEntry.objects.exists()
        ):
            raise CommandError(
                f"«{takes[0]}» tas ikke tilbake: det ville slette tabeller eller vern av det som skal bevares, og "
                "endringsloggen har rader. Sett heller tilbake en sikkerhetskopi fra før oppgraderingen."
            )


def give_up_soon() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT}'")
