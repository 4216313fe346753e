"""How far the tickets reach: figures of days that nothing was read in of are not small, but unknown."""

from datetime import date, timedelta

from django.db.models import Max

from rorikt.calendar import local_day
from support.tickets.models import Ticket

# Tickets come every day where they are read in. After so long without one they end where they do.
QUIET = timedelta(days=7)


def newest_day() -> date | None:
    """The day that the newest ticket was created; None where there is no ticket."""
    created = Ticket.objects.aggregate(newest=Max("created_at"))["newest"]
    return local_day(created) if created else None


def ends_before(day: date) -> date | None:
    """The day the tickets end, where that is so long before `day` that nothing is known of it; else None."""
    newest = newest_day()
    return newest if newest and newest < day - QUIET else None
