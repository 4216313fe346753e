"""Tickets measured by the stored calendar and targets. Whoever brings tickets in, by hand or in bulk, does it here."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from rorikt.calendar import ONE_DAY
from support import sla
from support.clock import Clock, around_the_clock
from support.models import Holiday, PriorityStep, SlaPolicy, Ticket, TicketPause, WorkCalendar
from support.sla import Facts, Pause, Waiting


@dataclass(frozen=True)
class Rules:
    """The clock, and the policies of each priority (of every kind where the kind is blank), oldest first."""

    clock: Clock
    policies: dict[tuple[str, str], list[SlaPolicy]]
    always: Clock = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "always", Clock([around_the_clock(sla.local_day(self.clock.begins))], {}))

    def policy(self, priority: str, day: date, kind: str = "") -> SlaPolicy | None:
        """The one in force, before others that of the kind itself; `None` before the first."""
        for own in (kind, "") if kind else ("",):
            policies = self.policies.get((priority, own), [])
            index = bisect_right(policies, day, key=lambda policy: policy.valid_from) - 1
            if index >= 0:
                return policies[index]
        return None

    def target(self, policy: SlaPolicy, day: date) -> timedelta:
        return policy.length(self.day_length(policy, day))

    def day_length(self, policy: SlaPolicy, day: date) -> timedelta:
        """What a day of the policy is worth."""
        return ONE_DAY if policy.runs_always else self.clock.calendar_on(day).ordinary_day

    def clock_of(self, policy: SlaPolicy) -> Clock:
        return self.always if policy.runs_always else self.clock

    @property
    def around_the_clock(self) -> list[int]:
        """Keys of the policies whose clock never stops."""
        return [policy.pk for own in self.policies.values() for policy in own if policy.runs_always]

    def settled(self, moment: datetime) -> datetime:
        """The last moment up to `moment` at which the clock ran: deadlines before it have passed."""
        return self.clock.moment(self.clock.position(moment))


@dataclass(frozen=True)
class History:
    """What happened to a ticket on the way: where it stood still, and the priorities it had, in their order."""

    pauses: Sequence[Pause] = ()
    priorities: Sequence[tuple[datetime, str]] = ()

    @property
    def priority_changed_at(self) -> datetime | None:
        return self.priorities[-1][0] if len(self.priorities) > 1 else None


NO_HISTORY = History()
MIDNIGHT = time(0)


def as_calendar(calendar: WorkCalendar) -> sla.Calendar:
    hours: dict[int, list[sla.Interval]] = defaultdict(list)
    for row in calendar.hours.all():
        hours[row.weekday].append((row.opens_at, row.closes_at))
    return sla.Calendar(
        valid_from=calendar.valid_from,
        hours={weekday: _joined(intervals) for weekday, intervals in hours.items()},
        half_day_closes_at=calendar.half_day_closes_at,
        closes_on_holidays=calendar.closes_on_holidays,
    )


def _joined(intervals: list[sla.Interval]) -> tuple[sla.Interval, ...]:
    """In order, those that overlap or meet taken as one. What closes at 00:00 is open to the end of the day."""
    joined: list[sla.Interval] = []
    for opens, closes in sorted(intervals):
        if joined and (joined[-1][1] == MIDNIGHT or opens <= joined[-1][1]):
            last = joined[-1][1]
            until = MIDNIGHT if MIDNIGHT in (last, closes) else max(last, closes)
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def load_rules() -> Rules | None:
    """In four queries; `None` where no calendar with hours is stored, and so nothing can be measured."""
    calendars = [as_calendar(calendar) for calendar in WorkCalendar.objects.prefetch_related("hours")]
    usable = [calendar for calendar in calendars if calendar.hours]
    if not usable:
        return None
    policies = defaultdict(list)
    for policy in SlaPolicy.objects.order_by("valid_from"):
        policies[policy.priority, policy.kind].append(policy)
    return Rules(Clock(usable, dict(Holiday.objects.values_list("day", "is_half_day"))), dict(policies))


def histories(tickets: Iterable[Ticket]) -> dict[int, History]:
    """What is stored of each ticket that has a history, by its key; two queries, none for tickets not yet stored."""
    keys = [ticket.pk for ticket in tickets if ticket.pk]
    if not keys:
        return {}
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in TicketPause.objects.filter(ticket__in=keys):
        pauses[pause.ticket_id].append(Pause(pause.started_at, pause.ended_at, Waiting(pause.why)))
    steps: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for step in PriorityStep.objects.filter(ticket__in=keys):
        steps[step.ticket_id].append((step.changed_at, step.priority))
    return {key: History(pauses[key], steps[key]) for key in pauses.keys() | steps.keys()}


def measure(tickets: Iterable[Ticket], rules: Rules | None, given: Mapping[int, History] | None = None) -> None:
    """Set policy, deadline, business time and verdict on each, unsaved. The policy is that of the day of creation.

    Histories are those stored, or those `given` by ticket number. Without a policy or a calendar for that day there is
    nothing to measure by, and what the SLA says is empty.
    """
    tickets = list(tickets)
    stored = histories(tickets) if given is None else {}
    for ticket in tickets:
        history = (
            (given or {}).get(ticket.number, NO_HISTORY) if given is not None else stored.get(ticket.pk, NO_HISTORY)
        )
        policy = policy_of(ticket, history, rules)
        ticket.policy, ticket.due_at, ticket.business_time, ticket.verdict = policy, None, None, ""
        ticket.paused_time = ticket.response_time = ticket.stopped_at = None
        if policy is None or rules is None:
            continue
        measurement = measurement_of(ticket, policy, rules, as_of=None, history=history)
        ticket.due_at, ticket.stopped_at = measurement.due_at, measurement.stopped_at
        ticket.business_time, ticket.verdict = measurement.business_time, measurement.verdict or ""
        if measurement.business_time is not None:
            ticket.paused_time = measurement.paused
        if ticket.responded_at and ticket.responded_at >= ticket.created_at:
            ticket.response_time = rules.clock_of(policy).between(ticket.created_at, ticket.responded_at)


def policy_of(ticket: Ticket, history: History, rules: Rules | None) -> SlaPolicy | None:
    """That of the last priority, which may say that the first is what counts."""
    if rules is None or ticket.created_at < rules.clock.begins:
        return None
    day = sla.local_day(ticket.created_at)
    policy = rules.policy(ticket.priority, day, ticket.kind)
    if policy and policy.priority_change == sla.PriorityChange.INITIAL and history.priorities:
        return rules.policy(history.priorities[0][1], day, ticket.kind)
    return policy


def measurement_of(
    ticket: Ticket, policy: SlaPolicy, rules: Rules, *, as_of: datetime | None, history: History = NO_HISTORY
) -> sla.Measurement:
    terms = policy.terms(rules.target(policy, sla.local_day(ticket.created_at)))
    return sla.judge(rules.clock_of(policy), terms, facts_of(ticket, history), as_of=as_of)


def facts_of(ticket: Ticket, history: History) -> Facts:
    return Facts(
        created_at=ticket.created_at,
        resolved_at=ticket.resolved_at,
        closed_at=ticket.closed_at,
        responded_at=ticket.responded_at,
        pauses=history.pauses,
        priority_changed_at=history.priority_changed_at,
    )
