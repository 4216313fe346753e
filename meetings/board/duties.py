"""Reminders of sections: those by hand go within a minute, the others by the day."""

from datetime import timedelta

from django.utils import timezone

from meetings.board.reminding import due, remind, unsent
from rorikt.duties.ticking import Duty
from rorikt.mail import is_set_up


def is_waiting() -> bool:
    now = timezone.now()
    return is_set_up() and (unsent(now).exists() or bool(due(now)))


DUTIES = (Duty("Minner om frister for avsnitt", timedelta(minutes=1), remind, waits=is_waiting),)
