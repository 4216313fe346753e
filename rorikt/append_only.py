"""A migration operation that makes the database refuse to change or delete the rows of a table."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AppendOnly(migrations.RunPython):
    """Rows of `table` can be added and read, nothing else. Works on SQLite and PostgreSQL, and reverses."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(self._guard, self._release)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [self.table], {}

    def _guard(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"""CREATE FUNCTION {self.table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{self.table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
                END $$"""
            )
            editor.execute(
                f"""CREATE TRIGGER {self.table}_append_only BEFORE UPDATE OR DELETE ON {self.table}
                FOR EACH ROW EXECUTE FUNCTION {self.table}_is_append_only()"""
            )
            return
        for verb in ("UPDATE", "DELETE"):
            editor.execute(
                f"""CREATE TRIGGER {self.table}_append_only_{verb.lower()} BEFORE {verb} ON {self.table}
                BEGIN SELECT RAISE(ABORT, '{self.table} is append-only'); END"""
            )

    def _release(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {self.table}_append_only ON {self.table}")
            editor.execute(f"DROP FUNCTION {self.table}_is_append_only()")
            return
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {self.table}_append_only_{verb}")
