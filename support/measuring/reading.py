"""Rows as columns of numbers, the fastest way each database has: binary COPY on PostgreSQL, plain rows on SQLite."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, models

from support.sla.judging import MISSING

Column = npt.NDArray[np.int64]
BATCH = 50_000
_HEADER = 19


def read_columns(
    rows: models.QuerySet[Any],
    *,
    moments: Sequence[str] = (),
    lengths: Sequence[str] = (),
    choices: Mapping[str, Sequence[str]] | None = None,
    keys: Sequence[str] = (),
) -> dict[str, Column]:
    """Moments and lengths in microseconds, `MISSING` where there is none; choices as their place in the given list,
    and keys as numbers, -1 and 0 where there is none."""
    choices = choices or {}
    names = [*keys, *choices, *moments, *lengths]
    columns = [connection.ops.quote_name(_column(rows.model, name)) for name in names]
    kinds = {**dict.fromkeys(moments, "moment"), **dict.fromkeys(lengths, "length"), **dict.fromkeys(choices, "choice")}
    table = connection.ops.quote_name(rows.model._meta.db_table)
    where, params = _condition(rows)
    if connection.vendor == "postgresql":
        parts = [
            _postgresql(column, kinds.get(name, "key"), choices.get(name, ()))
            for name, column in zip(names, columns, strict=True)
        ]
        return dict(
            zip(names, _copied(f"SELECT {', '.join(parts)} FROM {table}{where}", params, len(names)), strict=True)
        )
    parts = [
        _sqlite(column, kinds.get(name, "key"), choices.get(name, ()))
        for name, column in zip(names, columns, strict=True)
    ]
    is_moment = [kinds.get(name) == "moment" for name in names]
    return dict(zip(names, _fetched(f"SELECT {', '.join(parts)} FROM {table}{where}", params, is_moment), strict=True))


def _column(model: type[models.Model], name: str) -> str:
    return next(str(one.column) for one in model._meta.concrete_fields if name in {one.name, one.attname})


def _condition(rows: models.QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    compiler: Any = rows.order_by().query.get_compiler(connection=connection)
    compiler.setup_query()
    if not rows.query.where:
        return "", ()
    sql, params = compiler.compile(rows.query.where)
    return f" WHERE {sql}", params


def _postgresql(column: str, kind: str, choices: Sequence[str]) -> str:
    if kind in {"moment", "length"}:
        return f"COALESCE((EXTRACT(EPOCH FROM {column}) * 1000000)::bigint, {MISSING + 1} - 1)"
    if kind == "choice":
        return f"{_case(column, choices)}::bigint"
    return f"COALESCE({column}::bigint, 0)"


def _sqlite(column: str, kind: str, choices: Sequence[str]) -> str:
    if kind == "moment":
        return f"COALESCE({column}, 'NaT')"
    if kind == "length":
        return f"COALESCE({column}, {MISSING + 1} - 1)"
    if kind == "choice":
        return _case(column, choices)
    return f"COALESCE(CAST({column} AS INTEGER), 0)"


def _case(column: str, choices: Sequence[str]) -> str:
    """The choices are our own words, never anything that a person has typed."""
    cases = " ".join(f"WHEN '{value}' THEN {place}" for place, value in enumerate(choices))
    return f"(CASE {column} {cases} ELSE -1 END)"


def _fetched(sql: str, params: Sequence[Any], is_moment: Sequence[bool]) -> list[Column]:
    parts: list[list[Column]] = [[] for _ in is_moment]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql, params)
        raw = cursor.cursor  # the driver's own: Django would look at every value
        for batch in _batches(raw):
            for part, values, moment in zip(parts, zip(*batch, strict=True), is_moment, strict=True):
                if moment:
                    part.append(np.array(values, dtype="datetime64[us]").astype(np.int64))
                else:
                    part.append(np.array(values, dtype=np.int64))
    return [np.concatenate(part) if part else np.empty(0, np.int64) for part in parts]


def _batches(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while batch := cursor.fetchmany(BATCH):
        yield batch


def _copied(sql: str, params: Sequence[Any], width: int) -> list[Column]:
    """Every value is a bigint that is never null, so every row of the binary format has the same length."""
    with connection.cursor() as cursor, BytesIO() as file:
        statement = cursor.cursor.mogrify(sql, tuple(params)).decode() if params else sql
        with connection.wrap_database_errors:  # so that one that was cut off is told as such
            cursor.cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT binary)", file)
        content = file.getvalue()  # shares the bytes of the file, which is let go
    layout = np.dtype(
        [("width", ">i2"), *[(f"c{n}{part}", kind) for n in range(width) for part, kind in (("l", ">i4"), ("", ">i8"))]]
    )
    rows = np.frombuffer(content, dtype=layout, offset=_HEADER, count=(len(content) - _HEADER - 2) // layout.itemsize)
    return [rows[f"c{n}"].astype(np.int64) for n in range(width)]
