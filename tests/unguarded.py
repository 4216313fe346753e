"""What the database refuses, done all the same: by hand in SQL, or before the rule was there."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.postgresql import operations as postgresql
from django.db.backends.sqlite3 import operations as sqlite3


@contextmanager
def unguarded(model):
    """The table without its triggers, which are set again after."""
    table = model._meta.db_table
    connection.check_constraints()  # PostgreSQL alters no table that still has rows to check
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            connection.check_constraints()
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def rewrite(rows, **values):
    """Update these rows, whatever the database says of it."""
    with unguarded(rows.model):
        rows.update(**values)


def emptied_past_the_guards(patch):
    """Tests with transactions of their own leave an empty database behind, which its guards would refuse."""

    def on_postgresql(operations, sql_list):
        with transaction.atomic(using=operations.connection.alias), operations.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for sql in sql_list:
                cursor.execute(sql)
            cursor.execute("SET LOCAL session_replication_role = origin")

    def on_sqlite(operations, sql_list):
        with transaction.atomic(using=operations.connection.alias), operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for sql in (*(f"DROP TRIGGER {name}" for name, _ in triggers), *sql_list, *(sql for _, sql in triggers)):
                cursor.execute(sql)

    patch.setattr(postgresql.DatabaseOperations, "execute_sql_flush", on_postgresql)
    patch.setattr(sqlite3.DatabaseOperations, "execute_sql_flush", on_sqlite)
