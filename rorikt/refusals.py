"""What the database or the disk refuses for reasons that are nobody's fault, in words for the person it happens to."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, models

from rorikt.snapshot import BUSY, is_collision

OVERTAKEN = (
    "Ikke lagret: noen andre har lagret, slettet eller låst det samme i mellomtiden. "
    "Last siden på nytt, se hva som står der nå, og prøv igjen."
)
DISK_FULL = (
    "Ikke lagret: disken er full. Gi beskjed til den som drifter systemet, og prøv igjen når det er ryddet plass."
)
DATABASE_AWAY = (
    "Databasen svarer ikke akkurat nå. Vent litt, last siden på nytt, se om det du holdt på med er lagret, "
    "og prøv igjen hvis det ikke er det."
)
DISK_FULL_UNSURE = "Disken er full. Last siden på nytt når det er ryddet plass, og se om det du holdt på med er lagret."
OUT_OF_BOUNDS = "Ikke lagret: et tall er for stort, eller en tekst har tegn som ikke kan lagres. Rett det først."
TOO_LONG = "Det tok for lang tid å finne svaret, og det ble avbrutt. Velg et mindre utvalg, eller prøv igjen om litt."
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
PG_DISK_FULL = "53100"
PG_BROKEN_OFF = "57014"  # see rorikt.starting.limits
PG_LOST = {"08", "57"}  # classes of what is said by a connection that ends, but for that one


class Unreachable(Exception):
    """What lies on another machine does not answer; its text is the sentence for a person.

    No OSError, so that nobody takes a file that cannot be asked for now for one that is gone.
    """


@contextmanager
def told_in_words() -> Iterator[None]:
    """Raises such a refusal as a ValidationError."""
    try:
        yield
    except (DatabaseError, InterfaceError, OverflowError, OSError, Unreachable) as error:
        if sentence := in_words(error):
            raise ValidationError(sentence) from error
        raise


def in_words(error: BaseException) -> str:
    """Empty for an error that is a fault of ours."""
    if is_collision(error):
        return BUSY
    if _pgcode(error) == PG_BROKEN_OFF:
        return TOO_LONG
    if is_disk_full(error):
        return DISK_FULL
    if is_database_away(error):
        return DATABASE_AWAY
    if isinstance(error, Unreachable):
        return str(error)
    if isinstance(error, IntegrityError):
        return _broken_rule(error) or OVERTAKEN
    if isinstance(error, OverflowError | DataError) or has_too_many_digits(error):
        return OUT_OF_BOUNDS
    return ""


def has_too_many_digits(error: BaseException) -> bool:
    """Whether Python refused to read a number: it reads at most so many digits. Django tells it in words of its own."""
    said = (str(error), str(error.__cause__))
    return isinstance(error, ValueError) and any("for integer string conversion" in one for one in said)


def is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_SPACE
    is_told = isinstance(error, DatabaseError) and "disk is full" in str(error)
    return is_told or _pgcode(error) == PG_DISK_FULL


def _pgcode(error: BaseException) -> str | None:
    return getattr(error.__cause__, "pgcode", None)


def is_database_away(error: BaseException | None) -> bool:
    """Whether the connection has ended, or none could be had. What was asked for may have been done or not."""
    # psycopg2 has no class for a connection that ends in the midst of an answer: that is a DatabaseError and no more.
    is_of_it = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
    cause = error.__cause__ if error and is_of_it else None
    if not hasattr(cause, "pgcode"):
        return False
    code = getattr(cause, "pgcode", None)
    return code is None or (code[:2] in PG_LOST and code != PG_BROKEN_OFF)


def _broken_rule(error: IntegrityError) -> str:
    """What the constraint itself says. PostgreSQL tells its name; SQLite that of a check, and the columns of a key."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    broken = name or str(error).split(" constraint failed: ")[-1].removeprefix("index ").strip("'")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if broken and broken in {constraint.name, _columns(model, constraint)}:
                default = models.BaseConstraint.default_violation_error_message
                told = constraint.get_violation_error_message()
                return "" if constraint.violation_error_message == default else str(told)
    return ""


def _columns(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    """As SQLite tells them of a unique constraint."""
    of_field = {field.name: field.column for field in model._meta.concrete_fields}
    columns = [of_field[name] for name in getattr(constraint, "fields", ())]
    return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
