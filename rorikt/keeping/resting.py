"""What an answer rests on: the questions that the database was asked for it, and what it said.

The code that makes an answer asks the first question by what it is given, and each of the others by that and the
answers before. So where it is given the same, and all the questions are answered as they were, it asks no others and
says the same. To ask them again costs a part of what the answer cost, since nothing is made of what is read.

On PostgreSQL it is often not necessary to ask: while no transaction has begun to write, ended or been under way since,
the whole database is as it was.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, connection, transaction
from django.db.utils import DatabaseError

MOST_QUESTIONS = 60
_CHANGES = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)\b|\bnextval\b|\bpg_\w*lock|\brandom\b", re.IGNORECASE)


@dataclass
class Heard:
    """`only_read` is False as soon as something was asked for that may have changed the database."""

    questions: list[tuple[str, Any]] = field(default_factory=list)
    only_read: bool = True


@dataclass(frozen=True)
class Basis:
    """`said` is a digest of the answers, `snapshot` the state of PostgreSQL that they are known to be of, if any."""

    questions: Any
    said: str
    snapshot: str | None


@contextmanager
def listening() -> Iterator[Heard]:
    """To all that this thread asks the database for."""
    heard = Heard()

    def hear(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asks = sql.lstrip(" \n(").startswith("SELECT")  # PostgreSQL has the parts of a union in parentheses
        if many or not asks or _CHANGES.search(sql):
            heard.only_read = False
        elif heard.only_read:
            heard.questions.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield heard


def moment() -> str:
    """Another one as soon as another connection has changed something. What this one changes does not count."""
    with connection.cursor() as cursor:
        sql = "SELECT pg_current_snapshot()::text" if _is_postgres() else "PRAGMA data_version"
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def basis_of(heard: Heard, began: str) -> Basis | None:
    """`began` is the moment before the first question. `None` where it cannot be told again what was said."""
    if not heard.only_read or len(heard.questions) > MOST_QUESTIONS:
        return None
    try:
        with transaction.atomic() if connection.in_atomic_block else _nothing():
            questions = _together(heard.questions) if _is_postgres() else tuple(heard.questions)
            said = _asked(questions)
    except (DatabaseError, InterfaceError):
        return None
    return Basis(questions, said, _snapshot(began)) if moment() == began else None


def stands(basis: Basis) -> tuple[bool, Basis]:
    """Whether an answer made now would be the same; and the basis to hold from now on."""
    now = moment() if _is_postgres() and not connection.in_atomic_block else ""
    if basis.snapshot is not None and basis.snapshot == now:
        return True, basis
    is_same = _asked(basis.questions) == basis.said
    return is_same, Basis(basis.questions, basis.said, now or None)


def _snapshot(began: str) -> str | None:
    """Inside a transaction of one's own what it has written does not show in it."""
    return began if _is_postgres() and not connection.in_atomic_block else None


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _together(questions: Sequence[tuple[str, Any]]) -> str:
    """One statement that answers with a digest of what each of them says."""
    with connection.cursor() as cursor:
        texts = [cursor.mogrify(sql, params) for sql, params in questions]
    told = ", ".join(f"coalesce((SELECT md5(string_agg(t::text, '|')) FROM ({_text(one)}) t), '')" for one in texts)
    return f"SELECT concat_ws(' ', {told or repr('')})"


def _text(sql: Any) -> str:
    return sql.decode() if isinstance(sql, bytes) else str(sql)


def _asked(questions: Any) -> str:
    with connection.cursor() as cursor:
        if isinstance(questions, str):
            with connection.wrap_database_errors:
                cursor.cursor.execute(questions)  # below Django, which would take a per cent sign for a place
            return str(cursor.fetchone()[0])
        digest = hashlib.sha256()
        for sql, params in questions:
            cursor.execute(sql, params)
            digest.update(repr(cursor.fetchall()).encode())
        return digest.hexdigest()
