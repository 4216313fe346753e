"""Migration operations that make the database refuse to change or delete rows, and whether it still does."""

from collections.abc import Iterator
from typing import Any, cast

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader

from rorikt.audit.triggers import Kind, Trigger, text_of, there


class _Rule(migrations.RunPython):
    """Sets its triggers, and drops them in reverse."""

    def __init__(self) -> None:
        super().__init__(self._guard, self._release)

    def triggers(self, vendor: str) -> list[Trigger]:
        raise NotImplementedError

    def _guard(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            for trigger in self.triggers(editor.connection.vendor):
                trigger.create(cursor, editor.connection.vendor)

    def _release(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            for trigger in self.triggers(editor.connection.vendor):
                trigger.drop(cursor, editor.connection.vendor)


class AppendOnly(_Rule):
    """Rows of `table` can be added and read, nothing else. Works on SQLite and PostgreSQL, and reverses."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__()

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [self.table], {}

    def triggers(self, vendor: str) -> list[Trigger]:
        name, message = f"{self.table}_append_only", f"{self.table} is append-only"
        if vendor == "postgresql":
            return [
                Trigger(name, self.table, "change", message),
                Trigger(f"{name}_truncate", self.table, "truncate", message),
            ]
        kinds: tuple[Kind, ...] = ("update", "delete", "replaced_by_insert")
        return [Trigger(f"{name}_{kind}", self.table, kind, message) for kind in kinds]


class FrozenWhen(_Rule):
    """Rows of `table` are refused a change where a condition holds: `name` says which rule, in words.

    `verbs` are the changes that are refused, `columns` the only columns whose change counts (all where empty).
    `condition` is SQL over `{row}`, which is the row as it stands, or the new one of an INSERT. A row that may not be
    deleted is not replaced either, and its table not emptied.
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
        super().__init__()

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__qualname__, [self.name, self.table, self.condition, self.verbs, self.columns], {}

    def triggers(self, vendor: str) -> list[Trigger]:
        kinds = [cast("Kind", verb.lower()) for verb in self.verbs]
        if "DELETE" in self.verbs:
            kinds += ["truncate"] if vendor == "postgresql" else ["replaced_by_insert", "replaced_by_update"]
        return [
            Trigger(f"{self.name}_{kind}", self.table, kind, self.name, self.condition, self.columns) for kind in kinds
        ]


class Released(FrozenWhen):
    """Takes such a rule away, as before its table is altered; in reverse it sets it again."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.code, self.reverse_code = self._release, self._guard


class Renewed(migrations.RunPython):
    """Sets every rule that is in force again, as this release spells it: one that was set by an earlier release too."""

    def __init__(self) -> None:
        super().__init__(self._renew, migrations.RunPython.noop)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [], {}

    def _renew(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            for trigger in in_force(applied_only=True).values():
                trigger.drop(cursor, editor.connection.vendor)
                trigger.create(cursor, editor.connection.vendor)


def in_force(*, applied_only: bool = False) -> dict[str, Trigger]:
    """The triggers that the migrations have set and not released since, by name."""
    loader = MigrationLoader(connection)
    expected: dict[str, Trigger] = {}
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        if applied_only and key not in loader.applied_migrations:
            continue
        for operation in loader.graph.nodes[key].operations:
            match operation:
                case Released():
                    for trigger in operation.triggers(connection.vendor):
                        expected.pop(trigger.name, None)
                case AppendOnly() | FrozenWhen():
                    expected |= {trigger.name: trigger for trigger in operation.triggers(connection.vendor)}
    return expected


def expected_triggers() -> dict[str, str]:
    """Those that are in force, each with its table."""
    return {name: trigger.table for name, trigger in in_force().items()}


def missing_triggers() -> list[tuple[str, str]]:
    """Those that the database does not have, or has switched off, each with its table: there it refuses nothing."""
    with connection.cursor() as cursor:
        found = there(cursor, connection.vendor)
    return sorted((name, table) for name, table in expected_triggers().items() if name not in found)


def trigger_faults() -> Iterator[str]:
    """Those that are missing, or are not as they were set, and others on a guarded table, in sentences."""
    expected, vendor = in_force(), connection.vendor
    with connection.cursor() as cursor:
        found = there(cursor, vendor)
        wrong = {
            name
            for name, trigger in expected.items()
            if name in found and found[name] != (trigger.table, text_of(trigger, cursor, vendor))
        }
    for name, trigger in sorted(expected.items()):
        if name not in found:
            yield f"Tabellen {trigger.table} er ikke vernet mot endring lenger: utløseren {name} mangler."
        elif name in wrong:
            yield f"Tabellen {trigger.table} er ikke vernet som den skal: utløseren {name} er skrevet om."
    guarded = {trigger.table for trigger in expected.values()}
    for name, (table, _) in sorted(found.items()):
        if table in guarded and name not in expected:
            yield f"Tabellen {table} har fått en utløser som ikke hører til her: {name}."
