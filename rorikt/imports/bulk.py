"""Many rows at once, by the fastest way each database gives: COPY on PostgreSQL, prepared statements on SQLite.

No `save()`, no signal and no validation takes part, so the caller has to have checked every value. The database still
holds its constraints.
"""

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 5_000
Row = Sequence[Any]
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": ""})


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row], *, prepared: bool = False) -> int:
    """Add rows with the values of `fields` (foreign keys as `other_id`), in the caller's transaction; how many.

    Every other column has to have a default in the database, or allow nothing. `prepared` values are already as the
    database takes them: its text for a moment, a number or its text for a length.
    """
    chosen = [_field(model, name) for name in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in chosen)
    if connection.vendor == "postgresql":
        return _copy(table, columns, rows)
    return _execute_many(table, columns, [] if prepared else chosen, rows, len(chosen))


class Spool:
    """Rows kept on disk, to be read any number of times in their order. Use it as a `with`."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="rorikt-work-")  # noqa: SIM115 - closed by __exit__
        self._batch: list[Row] = []
        self.count = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def append(self, row: Row) -> None:
        self._batch.append(row)
        self.count += 1
        if len(self._batch) == BATCH:
            self._flush()

    def __iter__(self) -> Iterator[Row]:
        self._flush()
        self._file.seek(0)
        while True:
            try:
                batch = pickle.load(self._file)
            except EOFError:
                return
            yield from batch

    def _flush(self) -> None:
        if self._batch:
            self._file.seek(0, 2)
            pickle.dump(self._batch, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._batch = []


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return next(field for field in model._meta.concrete_fields if name in {field.name, field.attname})


def _execute_many(
    table: str, columns: str, fields: Sequence[models.Field[Any, Any]], rows: Iterable[Row], width: int
) -> int:
    """`fields` are those whose values may have to be prepared."""
    places = ", ".join(["%s"] * width)
    prepare = {
        index: partial(field.get_db_prep_save, connection=connection)
        for index, field in enumerate(fields)
        if _needs_preparation(field)
    }
    total, waiting = 0, iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            for index, function in prepare.items():
                batch = [(*row[:index], function(row[index]), *row[index + 1 :]) for row in batch]
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)
            total += len(batch)
    return total


def _needs_preparation(field: models.Field[Any, Any]) -> bool:
    """The rest is text, numbers and days, which the driver takes as they are."""
    return isinstance(field, (models.DateTimeField, models.DurationField, models.JSONField, models.UUIDField))


def copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Add rows to any table of PostgreSQL, also a temporary one; how many."""
    quote = connection.ops.quote_name
    return _copy(quote(table), ", ".join(map(quote, columns)), rows)


def _copy(table: str, columns: str, rows: Iterable[Row]) -> int:
    lines = _Lines(rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", lines)
    return lines.count


class _Lines:
    """The rows as a file in the text format of COPY, made as the driver reads it."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._left = ""
        self.count = 0

    def read(self, size: int = -1) -> str:
        """About `size` characters, never more."""
        while len(self._left) < size and (batch := list(islice(self._rows, 500))):
            self.count += len(batch)
            self._left += "".join("\t".join(map(_copied, row)) + "\n" for row in batch)
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def _copied(value: Any) -> str:
    if type(value) is str:
        return value.translate(_ESCAPES) if any(sign in value for sign in "\\\n\r\t\x00") else value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value / timedelta(microseconds=1):.0f} microseconds"
    if isinstance(value, (dict, list)):
        raise ValueError(f"give {type(value).__name__} as JSON text")
    return str(value)
