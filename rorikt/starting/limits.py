"""What a process lets a PostgreSQL take for one question. SQLite has its own wait for locks."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

LOCK_SECONDS = 20  # that a page waits for what somebody else is storing, as with SQLite


def limit_statements(seconds: int) -> None:
    """Every connection of this process to a PostgreSQL breaks off what takes longer. For the web server, not for jobs.

    A transaction that nobody goes on with, as when its thread was lost, is broken off too.
    """
    limits = {
        "statement_timeout": seconds,
        "lock_timeout": min(seconds, LOCK_SECONDS),
        "idle_in_transaction_session_timeout": 2 * seconds,
    }

    def set_limits(connection: BaseDatabaseWrapper, **_: Any) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for name, value in limits.items():
                    cursor.execute(f"SET SESSION {name} = '{value}s'")

    connection_created.connect(set_limits, weak=False, dispatch_uid="limit_statements")
