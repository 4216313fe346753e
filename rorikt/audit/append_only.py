"""Migration operations that make the database refuse to change or delete rows, and whether it still does."""

from typing import Any

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader


class AppendOnly(migrations.RunPython):
    """Rows of `table` can be added and read, nothing else. Works on SQLite and PostgreSQL, and reverses."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(self._guard, self._release)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [self.table], {}

    def triggers(self) -> list[str]:
        if connection.vendor == "postgresql":
            return [f"{self.table}_append_only"]
        return [f"{self.table}_append_only_{verb}" for verb in ("update", "delete")]

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


class FrozenWhen(migrations.RunPython):
    """Rows of `table` are refused a change where a condition holds: `name` says which rule, in words.

    `verbs` are the changes that are refused, `columns` the only columns whose change counts (all where empty).
    `condition` is SQL over `{row}`, which is the row as it stands, or the new one of an INSERT.
    SQLite copies a table to alter it, which loses its triggers, and refuses to rename one that a trigger elsewhere
    reads: a migration that alters such a table releases the rule before and sets it again after.
    """

    def __init__(
        self,
        name: str,
        table: str,
        condition: str,
        verbs: tuple[str, ...] = ("UPDATE", "DELETE"),
        columns: tuple[str, ...] = (),
    ) -> None:
        self.name, self.table, self.condition, self.verbs, self.columns = name, table, condition, verbs, columns
        super().__init__(self._guard, self._release)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__qualname__, [self.name, self.table, self.condition, self.verbs, self.columns], {}

    def triggers(self) -> list[str]:
        return [f"{self.name}_{verb.lower()}" for verb in self.verbs]

    def _guard(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for verb in self.verbs:
            of = f" OF {', '.join(self.columns)}" if verb == "UPDATE" and self.columns else ""
            condition = self.condition.format(row="NEW" if verb == "INSERT" else "OLD")
            trigger = f"{self.name}_{verb.lower()}"
            if editor.connection.vendor == "postgresql":
                kept = "OLD" if verb == "DELETE" else "NEW"
                editor.execute(
                    f"""CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN IF {condition} THEN RAISE EXCEPTION '{self.name}'
                    USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {kept}; END $$"""
                )
                editor.execute(
                    f"""CREATE TRIGGER {trigger} BEFORE {verb}{of} ON {self.table}
                    FOR EACH ROW EXECUTE FUNCTION {trigger}()"""
                )
            else:
                editor.execute(
                    f"""CREATE TRIGGER {trigger} BEFORE {verb}{of} ON {self.table} WHEN {condition}
                    BEGIN SELECT RAISE(ABORT, '{self.name}'); END"""
                )

    def _release(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for verb in self.verbs:
            trigger = f"{self.name}_{verb.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER {trigger} ON {self.table}")
                editor.execute(f"DROP FUNCTION {trigger}()")
            else:
                editor.execute(f"DROP TRIGGER {trigger}")


class Released(FrozenWhen):
    """Takes such a rule away, as before its table is altered; in reverse it sets it again."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.code, self.reverse_code = self._release, self._guard


def expected_triggers() -> dict[str, str]:
    """The triggers that the migrations have set and not released since, each with its table."""
    loader = MigrationLoader(connection)
    expected: dict[str, str] = {}
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        for operation in loader.graph.nodes[key].operations:
            match operation:
                case Released():
                    for name in operation.triggers():
                        expected.pop(name, None)
                case AppendOnly() | FrozenWhen():
                    expected |= dict.fromkeys(operation.triggers(), operation.table)
    return expected


def missing_triggers() -> list[tuple[str, str]]:
    """Those that the database does not have, or has switched off, each with its table: there it refuses nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    return sorted((name, table) for name, table in expected_triggers().items() if name not in there)
