"""What is done with stored files by the clock."""

from datetime import datetime, timedelta

from rorikt.duties.ticking import Duty
from rorikt.storing import unused


def forget_left_waiting(now: datetime) -> str:
    count = unused.forget_left_waiting(now)
    return f"{count} halvferdige filer er slettet." if count else ""


def forget_unused(now: datetime) -> str:
    count = unused.forget_unused(now)
    return f"{count} filer som ingenting bruker, er slettet." if count else ""


DUTIES = (
    Duty("Rydder i halvferdige filer", timedelta(hours=1), forget_left_waiting),
    Duty("Sletter filer som ingenting bruker", timedelta(days=7), forget_unused, longest=timedelta(hours=3)),
)
