"""Tickets measured by the stored calendar and targets. Whoever brings tickets in, by hand or in bulk, does it here."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from support import sla
from support.models import Holiday, SlaPolicy, Ticket, WorkCalendar
from support.sla import Clock


@dataclass(frozen=True)
class Rules:
    """The clock and the policies of each priority, oldest first."""

    clock: Clock
    policies: dict[str, list[SlaPolicy]]

    def policy(self, priority: str, day: date) -> SlaPolicy | None:
        """The one in force; `None` before the first."""
        policies = self.policies.get(priority, [])
        index = bisect_right(policies, day, key=lambda policy: policy.valid_from) - 1
        return policies[index] if index >= 0 else None

    def target(self, policy: SlaPolicy, day: date) -> timedelta:
        return policy.length(self.clock.calendar_on(day).ordinary_day)

    def settled(self, moment: datetime) -> datetime:
        """The last moment up to `moment` at which the clock ran: deadlines before it have passed."""
        return self.clock.moment(self.clock.position(moment))


def as_calendar(calendar: WorkCalendar) -> sla.Calendar:
    return sla.Calendar(
        valid_from=calendar.valid_from,
        hours={row.weekday: (row.opens_at, row.closes_at) for row in calendar.hours.all()},
        half_day_closes_at=calendar.half_day_closes_at,
    )


def load_rules() -> Rules | None:
    """In four queries; `None` where no calendar with hours is stored, and so nothing can be measured."""
    calendars = [as_calendar(calendar) for calendar in WorkCalendar.objects.prefetch_related("hours")]
    usable = [calendar for calendar in calendars if calendar.hours]
    if not usable:
        return None
    policies = defaultdict(list)
    for policy in SlaPolicy.objects.order_by("valid_from"):
        policies[policy.priority].append(policy)
    return Rules(Clock(usable, dict(Holiday.objects.values_list("day", "is_half_day"))), dict(policies))


def measure(tickets: Iterable[Ticket], rules: Rules | None) -> None:
    """Set policy, deadline, business time and verdict on each, unsaved. The policy is that of the day of creation.

    Without a policy or a calendar for that day there is nothing to measure by, and all four are empty.
    """
    for ticket in tickets:
        day = sla.local_day(ticket.created_at)
        policy = rules.policy(ticket.priority, day) if rules and ticket.created_at >= rules.clock.begins else None
        ticket.policy, ticket.due_at, ticket.business_time, ticket.verdict = policy, None, None, ""
        if policy and rules:
            measurement = measurement_of(ticket, policy, rules, as_of=ticket.created_at)
            ticket.due_at = measurement.due_at
            if ticket.resolved_at is not None:
                ticket.business_time, ticket.verdict = measurement.business_time, measurement.verdict


def measurement_of(ticket: Ticket, policy: SlaPolicy, rules: Rules, *, as_of: datetime) -> sla.Measurement:
    return sla.measure(
        rules.clock,
        target=rules.target(policy, sla.local_day(ticket.created_at)),
        created_at=ticket.created_at,
        resolved_at=ticket.resolved_at,
        as_of=as_of,
    )
