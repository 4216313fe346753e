"""An empty table, whose locks keep those who freeze and those who move figures apart; see rorikt.snapshot."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_table(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE TABLE rorikt_freezing ()")


def drop_table(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TABLE rorikt_freezing")


class Migration(migrations.Migration):
    dependencies = [("rorikt", "0007_jobs_are_followed")]

    operations = [migrations.RunPython(make_table, drop_table)]
