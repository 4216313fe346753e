"""Triggers note which months have tickets that changed, whatever changed them.

What is held in memory of the tickets (`support.counting.columns`) is checked against these notes at every page. A token
is random, so that neither a transaction that is taken back nor a restored copy can be taken for what is held.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

MARK = "-"
_MONTH = "to_char({row}.created_at AT TIME ZONE 'UTC', 'YYYY-MM')"


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the triggers in place. After every migration, since SQLite loses them when it copies a table to alter it."""
    connection = connections[using]
    if {"support_ticket", "support_tickettouch"} - set(connection.introspection.table_names()):
        return
    statements = _for_postgresql() if connection.vendor == "postgresql" else _for_sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def versions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What stands for the present state of the tickets created in each month, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT month, COUNT(*), SUM(CAST(token AS NUMERIC)) FROM support_tickettouch GROUP BY month")
        return {month: f"{count}:{total}" for month, count, total in cursor.fetchall()}


@contextmanager
def at_once(months: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Note the months after many rows instead of at each, within the caller's transaction.

    Only for SQLite, where a trigger runs for every row; nobody else can write meanwhile, so the mark is not missed.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO support_tickettouch (month, token) VALUES (%s, 0)", [MARK])
        yield
        cursor.execute("DELETE FROM support_tickettouch WHERE month = %s", [MARK])
        for month in sorted(set(months())):
            cursor.execute("DELETE FROM support_tickettouch WHERE month = %s", [month])
            cursor.execute("INSERT INTO support_tickettouch (month, token) VALUES (%s, random() >> 11)", [month])


def _for_sqlite() -> list[str]:
    def touch(row: str) -> str:
        month = f"substr({row}.created_at, 1, 7)"
        return (
            f"UPDATE support_tickettouch SET token = random() >> 11 WHERE month = {month}; "
            f"INSERT INTO support_tickettouch (month, token) SELECT {month}, random() >> 11 "
            f"WHERE NOT EXISTS (SELECT 1 FROM support_tickettouch WHERE month = {month}); "
        )

    each = f"WHEN NOT EXISTS (SELECT 1 FROM support_tickettouch WHERE month = '{MARK}')"
    moved = f"{each} AND substr(OLD.created_at, 1, 7) <> substr(NEW.created_at, 1, 7)"
    rows = [("insert", each, touch("NEW")), ("delete", each, touch("OLD")),
            ("update", each, touch("NEW")), ("move", moved, touch("OLD"))]  # fmt: skip
    statements = []
    for name, when, body in rows:
        verb = "UPDATE" if name == "move" else name.upper()
        statements += [
            f"DROP TRIGGER IF EXISTS support_ticket_touch_{name}",
            f"CREATE TRIGGER support_ticket_touch_{name} AFTER {verb} ON support_ticket {when} BEGIN {body} END",
        ]
    return statements


def _for_postgresql() -> list[str]:
    """Once a statement, whatever the number of rows. Notes are added, never changed, so that no writer waits."""
    tables = {"insert": ["new_rows"], "update": ["new_rows", "old_rows"], "delete": ["old_rows"]}
    words = {"new_rows": "NEW TABLE AS new_rows", "old_rows": "OLD TABLE AS old_rows"}
    statements = []
    for verb, names in tables.items():
        rows = " UNION ".join(f"SELECT {_MONTH.format(row=name)} AS month FROM {name}" for name in names)
        references = " ".join(words[name] for name in names)
        statements += [
            f"""CREATE OR REPLACE FUNCTION support_ticket_touch_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO support_tickettouch (month, token)
            SELECT month, floor(random() * 4e15)::bigint FROM ({rows} GROUP BY 1) AS months; RETURN NULL; END $$""",
            f"DROP TRIGGER IF EXISTS support_ticket_touch_{verb} ON support_ticket",
            f"""CREATE TRIGGER support_ticket_touch_{verb} AFTER {verb.upper()} ON support_ticket
            REFERENCING {references} FOR EACH STATEMENT EXECUTE FUNCTION support_ticket_touch_{verb}()""",
        ]
    return statements


def compact() -> None:
    """One note a month instead of many, after a large change; what was noted meanwhile is left."""
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (DELETE FROM support_tickettouch RETURNING month)
            INSERT INTO support_tickettouch (month, token)
            SELECT month, floor(random() * 4e15)::bigint FROM (SELECT DISTINCT month FROM gone) AS months"""
        )
