"""One snapshot: what is frozen is read from one state of the database, and nothing it rests on is taken away meanwhile.

Two decorators take the place of `transaction.atomic` on the verbs that have to know of each other:

- `one_snapshot` on those that freeze: approve, share, decide, issue. All they read is of one moment.
- `moves_figures` on those that change what is frozen, or refuse to because it is frozen: import, undo, mapping, keys.

They never run side by side. A verb that moves figures waits for those that freeze, which takes a second or two, and
then sees what they have frozen; a verb that freezes does not wait but says that figures are being moved, for what the
person looked at before the click is about to change. Whatever else is written meanwhile is not seen by who freezes.

On PostgreSQL it is REPEATABLE READ, whose snapshot is of the first query. The lock has to come before, and LOCK TABLE
is the one statement that locks and reads nothing (an advisory lock is a SELECT). On SQLite every transaction is
IMMEDIATE, and so alone from its beginning. Why: docs/decisions/0015-one-snapshot.md.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction

TABLE = "rorikt_freezing"
ATTEMPTS = 8  # of which the last ones wait long enough that twenty who save at once are through
LONGEST_PAUSE = 0.1  # seconds between two attempts, longer each time
SERIALIZATION, DEADLOCK, NOT_AVAILABLE = "40001", "40P01", "55P03"
CHAIN = "rorikt_auditentry_previous_hash"

MOVING = "Tall blir importert, angret eller endret akkurat nå. Vent litt, se over tallene, og prøv igjen."
BUSY = "Andre lagrer akkurat nå. Det du holdt på med, er ikke lagret. Vent litt, og prøv igjen."

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
_own = threading.local()


def one_snapshot(freeze: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The verb in a transaction of its own that sees one state of the database, begun again where others came first.

    Inside another such verb it is part of that. Raises ValidationError while figures are moved, and RuntimeError inside
    any other transaction, which has read what it has read. What the verb does may be done twice before it counts.
    """

    @wraps(freeze)
    def frozen(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if getattr(_own, "is_open", False):
            with transaction.atomic():
                return freeze(*args, **kwargs)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with _snapshot():
                    return freeze(*args, **kwargs)
            except DatabaseError as error:
                if not is_collision(error):
                    raise
            time.sleep(random.uniform(0, LONGEST_PAUSE * attempt))
        raise ValidationError(BUSY)

    return frozen


def moves_figures(move: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The verb in a transaction that begins when nobody freezes, and lets nobody freeze until it is done."""

    @wraps(move)
    def moved(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"LOCK TABLE {TABLE} IN ROW EXCLUSIVE MODE")
            return move(*args, **kwargs)

    return moved


def is_collision(error: BaseException) -> bool:
    """Whether the database gave this transaction up for one that came first: trying again would succeed."""
    cause = error.__cause__
    if getattr(cause, "pgcode", None) in {SERIALIZATION, DEADLOCK, NOT_AVAILABLE}:
        return True
    # Somebody else's row of the audit trail came after the snapshot, and only one row may follow another.
    if CHAIN in (getattr(getattr(cause, "diag", None), "constraint_name", None) or ""):
        return True
    return isinstance(error, OperationalError) and "is locked" in str(error)


@contextmanager
def _snapshot() -> Iterator[None]:
    # Only the transaction that pytest wraps a test in may be around a durable one.
    is_wrapped = connection.in_atomic_block
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if not is_wrapped:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                _keep_figures_still(cursor.execute)
        _own.is_open = True
        try:
            yield
        finally:
            _own.is_open = False


def _keep_figures_still(execute: Callable[[str], object]) -> None:
    try:
        execute(f"LOCK TABLE {TABLE} IN SHARE MODE NOWAIT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == NOT_AVAILABLE:
            raise ValidationError(MOVING) from error
        raise
