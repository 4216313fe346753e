"""Whether the database is what the code expects: asked before a command, the worker and the web server begin."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from rorikt.starting import keys

# In every database of the releases before 0.2, whose migrations have been replaced; see docs/decisions/0021.
OF_OLD = ("rorikt", "0002_audit_is_append_only")


# In the data folder while a backup is being put back; see rorikt/backups/restoring.py.
RESTORING = "restoring.json"


class NotReady(Exception):
    """One Norwegian sentence that says what to do."""


class NoAnswer(NotReady):
    """The database may answer later."""


def require(*, accepts_another_key: bool = False) -> None:
    """Raises NotReady where the database lacks migrations, is not of ours or knows another key than this machine has,
    NoAnswer where it cannot be asked.
    """
    require_put_back()
    executor = _executor()
    _check_origin(executor)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("Databasen er ikke klargjort for denne utgaven: kjør «./run manage migrate» først.")
    if not accepts_another_key and keys.has_another():
        raise NotReady(
            "RORIKT_SECRET_KEY er en annen her enn på maskinen som tok databasen i bruk: gi denne maskinen den samme. "
            "Er nøkkelen byttet med vilje, kjør «./run manage accept_secret_key» først."
        )


def require_put_back() -> None:
    """Raises NotReady where a backup is put back by half."""
    if (settings.DATA_DIR / RESTORING).exists():
        raise NotReady("Gjenopprettingen er ikke ferdig: kjør «./run manage restore» med den samme kopien på nytt.")


def require_known() -> None:
    """Raises NotReady where another release has made the database in a way that this one cannot take over."""
    _check_origin(_executor())


def require_known_migrations(applied: Iterable[tuple[str, str]], place: str) -> None:
    """As `require_known`, of a database that is elsewhere: `place` says where, in words."""
    applied = set(applied)
    if OF_OLD in applied:
        raise NotReady(f"{place} er laget av en utgave før 0.2, som denne ikke kan ta over.")
    loader = MigrationLoader(None, ignore_no_migrations=True)
    if any(label in _ours() for label, _ in applied - set(loader.disk_migrations)):
        raise NotReady(f"{place} er laget av en nyere utgave enn denne: hent den, og prøv igjen.")


def _executor() -> MigrationExecutor:
    try:
        return MigrationExecutor(connection)
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise NoAnswer(
            f"Databasen svarer ikke ({reason}): se at den er i gang, og at DATABASE_URL er riktig."
        ) from None


def _check_origin(executor: MigrationExecutor) -> None:
    applied = set(executor.loader.applied_migrations)
    place = settings.DATA_DIR if connection.vendor == "sqlite" else connection.settings_dict["NAME"]
    if OF_OLD in applied:
        raise NotReady(
            f"Dataene i {place} er laget av en utgave før 0.2, som denne ikke kan ta over: flytt dem "
            "til et annet sted, og start på nytt med tomme."
        )
    if any(label in _ours() for label, _ in applied - set(executor.loader.disk_migrations)):
        raise NotReady(f"Dataene i {place} er laget av en nyere utgave enn denne: hent den, og start på nytt.")


def _ours() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.path.startswith(str(settings.BASE_DIR))}
