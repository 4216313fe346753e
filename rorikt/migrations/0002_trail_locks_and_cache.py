"""What the database keeps of the product that is no model: the trail that only grows, a lock, and the shared cache."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from rorikt.audit.append_only import AppendOnly

CACHE = "rorikt_cache"


def make_lock(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """An empty table, whose locks keep those who freeze and those who move figures apart; see rorikt.snapshot."""
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE TABLE rorikt_freezing ()")


def drop_lock(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TABLE rorikt_freezing")


def make_cache(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The table of the cache that all processes share, which counts failed log-ins."""
    call_command("createcachetable", CACHE, database=editor.connection.alias, verbosity=0)


def drop_cache(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(f"DROP TABLE {CACHE}")


class Migration(migrations.Migration):
    dependencies = [("rorikt", "0001_initial")]

    operations = [
        AppendOnly("rorikt_auditentry"),
        migrations.RunPython(make_lock, drop_lock),
        migrations.RunPython(make_cache, drop_cache),
    ]
