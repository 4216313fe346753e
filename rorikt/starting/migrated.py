"""Whether the database is what the code expects: asked before a command, the worker and the web server begin."""

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


class NotReady(Exception):
    """One Norwegian sentence that says what to do."""


class NoAnswer(NotReady):
    """The database may answer later."""


def require() -> None:
    """Raises NotReady where the database lacks migrations, NoAnswer where it cannot be asked."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise NoAnswer(
            f"Databasen svarer ikke ({reason}): se at den er i gang, og at DATABASE_URL er riktig."
        ) from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("Databasen er ikke klargjort for denne utgaven: kjør «./run manage migrate» først.")
