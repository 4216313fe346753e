"""One ticket measured by the stored calendar and targets; many at once in measuring/."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rorikt import calendar
from support.sla.clock import Clock
from support.sla.judging import Facts, Measurement, Pause, PriorityChange, Waiting, judge
from support.sla.models import SlaPolicy
from support.sla.policies import NO_HISTORY, History, Rules
from support.tickets.models import PriorityStep, Ticket, TicketPause


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
    measurable: dict[SlaPolicy, list[tuple[Ticket, History]]] = defaultdict(list)
    for ticket in tickets:
        history = stored.get(ticket.pk, NO_HISTORY) if given is None else given.get(ticket.number, NO_HISTORY)
        policy = policy_of(ticket, history, rules)
        ticket.policy, ticket.due_at, ticket.business_time, ticket.verdict = policy, None, None, ""
        ticket.paused_time = ticket.response_time = ticket.stopped_at = None
        if policy is not None:
            measurable[policy].append((ticket, history))
    for policy, own in measurable.items():
        assert rules is not None
        for (ticket, _), measurement in zip(own, measurements_of(own, policy, rules, as_of=None), strict=True):
            _set(ticket, measurement, rules.clock_of(policy))


def _set(ticket: Ticket, measurement: Measurement, clock: Clock) -> None:
    ticket.due_at, ticket.stopped_at = measurement.due_at, measurement.stopped_at
    ticket.business_time, ticket.verdict = measurement.business_time, measurement.verdict or ""
    if measurement.business_time is not None:
        ticket.paused_time = measurement.paused
    if ticket.responded_at and ticket.responded_at >= ticket.created_at:
        ticket.response_time = clock.between(ticket.created_at, ticket.responded_at)


def policy_of(ticket: Ticket, history: History, rules: Rules | None) -> SlaPolicy | None:
    """That of the last priority, which may say that the first is what counts."""
    if rules is None or ticket.created_at < rules.clock.begins:
        return None
    day = calendar.local_day(ticket.created_at)
    policy = rules.policy(ticket.priority, day, ticket.kind)
    if policy and policy.priority_change == PriorityChange.INITIAL and history.priorities:
        return rules.policy(history.priorities[0][1], day, ticket.kind)
    return policy


def measurement_of(
    ticket: Ticket, policy: SlaPolicy, rules: Rules, *, as_of: datetime | None, history: History = NO_HISTORY
) -> Measurement:
    [found] = measurements_of([(ticket, history)], policy, rules, as_of=as_of)
    return found


def measurements_of(
    tickets: Sequence[tuple[Ticket, History]], policy: SlaPolicy, rules: Rules, *, as_of: datetime | None
) -> list[Measurement]:
    """Of tickets of one policy, each with the target of the day it was created."""
    targets = [rules.target(policy, calendar.local_day(ticket.created_at)) for ticket, _ in tickets]
    facts = [facts_of(ticket, history) for ticket, history in tickets]
    return judge(rules.clock_of(policy), policy.terms(targets[0]), facts, targets, as_of=as_of)


def facts_of(ticket: Ticket, history: History) -> Facts:
    return Facts(
        created_at=ticket.created_at,
        resolved_at=ticket.resolved_at,
        closed_at=ticket.closed_at,
        responded_at=ticket.responded_at,
        pauses=history.pauses,
        priority_changed_at=history.priority_changed_at,
    )
