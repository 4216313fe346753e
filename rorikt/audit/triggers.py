"""A trigger that refuses: how each database spells it, and whether it stands there as it was set.

What empties a table or replaces a row goes round the triggers of changes and deletions: TRUNCATE on PostgreSQL fires
neither, and on SQLite REPLACE deletes the row in its way without a word, unless `recursive_triggers` is on, which who
opens the file by hand has not. Those have triggers of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Cursor = Any
Kind = Literal["insert", "update", "delete", "change", "truncate", "replaced_by_insert", "replaced_by_update"]
LONGEST = 63  # characters of a name, in PostgreSQL
_EVENTS: dict[str, str] = {
    "insert": "INSERT",
    "update": "UPDATE",
    "delete": "DELETE",
    "change": "DELETE OR UPDATE",
    "truncate": "TRUNCATE",
    "replaced_by_insert": "INSERT",
    "replaced_by_update": "UPDATE",
}
_KEPT = {"insert": "NEW", "update": "NEW", "delete": "OLD", "change": "NULL", "truncate": "NULL"}


@dataclass(frozen=True)
class Trigger:
    """Refuses with `message` where `condition`, SQL over `{row}`, holds of the row that is changed, or would go."""

    name: str
    table: str
    kind: Kind
    message: str
    condition: str = "1 = 1"
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST:
            raise ValueError(f"{self.name!r} is longer than {LONGEST} characters")

    def create(self, cursor: Cursor, vendor: str) -> None:
        if vendor == "postgresql":
            cursor.execute(f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.body()}$$")
            cursor.execute(self.definition())
        else:
            cursor.execute(self.sqlite(cursor))

    def drop(self, cursor: Cursor, vendor: str) -> None:
        """Also one that is not there, or that an earlier release spelt in another way."""
        if vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {self.name}()")
            if self.kind == "change":
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.table}_is_append_only()")  # its name before
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {self.name}")

    def body(self) -> str:
        """Of the function, on PostgreSQL."""
        condition = self._refused()
        refuse = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'"
        return f" BEGIN IF {condition} THEN {refuse}; END IF; RETURN {_KEPT[self.kind]}; END "

    def definition(self) -> str:
        """As PostgreSQL itself tells it."""
        each = "STATEMENT" if self.kind == "truncate" else "ROW"
        head = f"CREATE TRIGGER {self.name} BEFORE {self._event()} ON {self.table}"
        return f"{head} FOR EACH {each} EXECUTE FUNCTION {self.name}()"

    def sqlite(self, cursor: Cursor) -> str:
        condition = self._refused()
        if self.kind in {"replaced_by_insert", "replaced_by_update"}:
            itself = " AND replaced.rowid <> OLD.rowid" if self.kind == "replaced_by_update" else ""
            condition = (
                f"EXISTS (SELECT 1 FROM {self.table} AS replaced WHERE ({_in_the_way(cursor, self.table)}){itself} "
                f"AND ({self._of('replaced')}))"
            )
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self._event()} ON {self.table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def _event(self) -> str:
        of = f" OF {', '.join(self.columns)}" if self.kind == "update" and self.columns else ""
        return f"{_EVENTS[self.kind]}{of}"

    def _refused(self) -> str:
        if self.kind == "truncate":
            return f"EXISTS (SELECT 1 FROM {self.table} AS emptied WHERE {self._of('emptied')})"
        return self.condition.format(row="NEW" if self.kind == "insert" else "OLD")

    def _of(self, row: str) -> str:
        """Some conditions name the row as it stands by the word of the databases."""
        return re.sub(r"\bOLD\.", f"{row}.", self.condition.format(row=row))


def _in_the_way(cursor: Cursor, table: str) -> str:
    """On SQLite: a row has a key that a new one has too, whichever of the unique keys of the table it is."""
    return " OR ".join(f"({key})" for key in sorted(_keys(cursor, table)))


def _keys(cursor: Cursor, table: str) -> Iterator[str]:
    primary = [row[1] for row in cursor.execute(f'PRAGMA table_info("{table}")').fetchall() if row[5]]
    yield _same(primary)
    unique = [row for row in cursor.execute(f'PRAGMA index_list("{table}")').fetchall() if row[2] and row[3] != "pk"]
    for _, index, _, _, is_partial in unique:
        columns = [row[2] for row in cursor.execute(f'PRAGMA index_info("{index}")').fetchall()]
        if None in columns:
            raise ValueError(f"{index} is over an expression, which nothing here can compare")
        yield _same(columns) + (_both(cursor, index) if is_partial else "")


def _same(columns: list[str]) -> str:
    return " AND ".join(f'replaced."{column}" = NEW."{column}"' for column in columns)


def _both(cursor: Cursor, index: str) -> str:
    """The rows that a partial index holds: Django quotes every column in its condition."""
    [(sql,)] = cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [index]).fetchall()
    condition = sql.partition(" WHERE ")[2]
    of_each = (re.sub(r'"(\w+)"', rf'{row}."\1"', condition) for row in ("replaced", "NEW"))
    return "".join(f" AND ({one})" for one in of_each)


def there(cursor: Cursor, vendor: str) -> dict[str, tuple[str, str]]:
    """All triggers of the database that are switched on, by name: each its table and its text."""
    if vendor != "postgresql":
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: (table, plain(sql)) for name, table, sql in cursor.fetchall()}
    cursor.execute(
        """SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid, true), prosrc FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"""
    )
    return {name: (table, plain(definition + body)) for name, table, definition, body in cursor.fetchall()}


def text_of(trigger: Trigger, cursor: Cursor, vendor: str) -> str:
    """As `there` tells it."""
    if vendor == "postgresql":
        return plain(trigger.definition() + trigger.body())
    return plain(trigger.sqlite(cursor))


def plain(sql: str) -> str:
    """Without what a database changes in a text it keeps: quotes around names, and spaces."""
    return " ".join(sql.replace('"', "").replace("(", " ( ").replace(")", " ) ").split())
