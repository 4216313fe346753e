"""Which open tickets are past their deadline, and which fall due today and on the next working day.

A ticket whose clock stands has no deadline until it goes on, so it falls due on no day; one that was late when the
clock was stopped is late all the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from rorikt.calendar import ONE_DAY, local_day, start_of
from support.sla.policies import Rules
from support.tickets.models import Ticket, TicketQuerySet, past_deadline


class Falls(models.TextChoices):
    LATE = "late", "Over fristen"
    TODAY = "today", "I dag"
    NEXT = "next", "Neste arbeidsdag"
    STANDS = "stands", "Klokken står"
    LATER = "later", "Senere"


@dataclass(frozen=True)
class Horizon:
    """`settled` is the last moment up to `now` at which the clock ran; `next_day` the next day on which it runs."""

    now: datetime
    settled: datetime
    next_day: date

    @property
    def today_ends(self) -> datetime:
        return start_of(local_day(self.now) + ONE_DAY)

    @property
    def next_ends(self) -> datetime:
        return start_of(self.next_day + ONE_DAY)


def horizon(rules: Rules, now: datetime) -> Horizon:
    tomorrow = start_of(local_day(now) + ONE_DAY)
    opens = rules.clock.after(tomorrow, timedelta(microseconds=1))
    return Horizon(now, rules.settled(now), local_day(opens))


def open_with_deadline(seen: Horizon) -> TicketQuerySet:
    """Every open ticket that is measured, with when it `falls` due; the first due first."""
    tickets = Ticket.objects.filter(resolved_at__isnull=True, due_at__isnull=False, verdict="")
    return tickets.annotate(
        falls=Case(
            When(past_deadline(seen.settled, seen.now), then=Value(Falls.LATE.value)),
            When(stopped_at__isnull=False, then=Value(Falls.STANDS.value)),
            When(due_at__lt=seen.today_ends, then=Value(Falls.TODAY.value)),
            When(due_at__lt=seen.next_ends, then=Value(Falls.NEXT.value)),
            default=Value(Falls.LATER.value),
            output_field=models.CharField(),
        )
    ).order_by(F("due_at"), "number")


def counts(tickets: TicketQuerySet) -> dict[Falls, int]:
    """How many fall due when; one query."""
    found = tickets.order_by().aggregate(**{str(falls): Count("pk", filter=Q(falls=falls)) for falls in Falls})
    return {falls: found[falls] for falls in Falls}
