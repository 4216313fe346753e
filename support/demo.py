"""Demo tickets: two years of single rows, the same every time, that make the figures of `support_demo_plan.yaml`.

A ticket is made backwards: the moment it is resolved is drawn in the month, the business time it took is drawn and
fitted to the month's mean, and the clock is read backwards to the moment it was reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from rorikt.calendar import ONE_DAY, OSLO, local_day, start_of
from rorikt.people.models import Municipality
from support.pureservice.demo import prepare_demo_connection
from support.sla.models import Priority, SlaPolicy
from support.sla.policies import Rules, load_rules
from support.tickets.measurement import measure
from support.tickets.models import Category, CriticalEvent, Ticket

PLAN = settings.BASE_DIR / "fixtures" / "support_demo_plan.yaml"
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LONGEST = timedelta(hours=7.5 * 150)


@dataclass(frozen=True)
class DemoCase:
    """What the clock needs to know of a ticket, before it gets its category and its municipality."""

    kind: Ticket.Kind
    priority: Priority
    created_at: datetime
    resolved_at: datetime | None


@transaction.atomic
def load_tickets(*, now: datetime) -> int:
    """Store the demo tickets of an installation that has none; the number made. All are measured as an import is."""
    if Ticket.objects.exists():
        return 0
    if not SlaPolicy.objects.exists():
        call_command("loaddata", "support_reference", verbosity=0)
    rules = load_rules()
    if rules is None:
        raise ValueError("no calendar with hours is stored")
    plan = load_plan()
    if start_of(plan["last_day"]) > now:
        raise ValueError(f"the demo tickets end on {plan['last_day']}, after {now}")
    tickets = make_tickets(plan, rules)
    measure(tickets, rules)
    Ticket.objects.bulk_create(tickets, batch_size=2000)
    _describe_events(plan)
    prepare_demo_connection()
    return len(tickets)


def load_plan() -> dict[str, Any]:
    return yaml.safe_load(PLAN.read_text(encoding="utf-8"))


def make_tickets(plan: dict[str, Any], rules: Rules) -> list[Ticket]:
    """Unsaved and unmeasured, numbered by the order in which they were reported."""
    random = Random(plan["seed"])
    generator = Generator(plan, rules, random)
    cases = [case for case in generator.cases() if case.created_at >= start_of(plan["first_day"])]
    events = {_local(event["created_at"]): event for event in plan["critical_events"]}
    labels = Labels(plan, random)
    tickets = []
    for number, case in enumerate(sorted(cases, key=lambda case: case.created_at), start=plan["first_number"]):
        ticket = Ticket(number=number, **vars(case))
        labels.put_on(ticket, events.get(case.created_at))
        tickets.append(ticket)
    return tickets


class Labels:
    """Draws a category and a municipality for each ticket, by their weights in the plan."""

    def __init__(self, plan: dict[str, Any], random: Random) -> None:
        self._random = random
        self._categories = {
            category.name: category for category in Category.objects.filter(name__in=plan["categories"])
        }
        self._municipalities = Municipality.objects.in_bulk(list(plan["municipalities"]))
        unknown = (plan["categories"].keys() - self._categories) | (
            plan["municipalities"].keys() - self._municipalities
        )
        if unknown:
            raise ValueError(f"not among the reference data: {', '.join(sorted(unknown))}")
        self._weights = {
            kind: [weights[index] for weights in plan["categories"].values()]
            for index, kind in enumerate([Ticket.Kind.INCIDENT, Ticket.Kind.SERVICE_REQUEST])
        }
        self._names = list(plan["categories"])
        self._shares, self._recent = plan["municipalities"], plan["recent"]

    def put_on(self, ticket: Ticket, event: dict[str, Any] | None) -> None:
        recent = local_day(ticket.created_at) >= self._recent["from"]
        shares = self._recent["municipalities"] if recent else self._shares
        name = self._random.choices(self._names, self._weights[Ticket.Kind(ticket.kind)])[0]
        number = self._random.choices(list(shares), list(shares.values()))[0]
        ticket.category = self._categories[event["category"] if event else name]
        ticket.municipality = self._municipalities[event["municipality"] if event else number]


class Generator:
    """The cases of a plan. One stream of random numbers serves them all, in a fixed order."""

    def __init__(self, plan: dict[str, Any], rules: Rules, random: Random) -> None:
        self._plan, self._clock, self._random = plan, rules.clock, random
        last_day: date = plan["last_day"]
        self._last_day = last_day
        self._ordinary_day = self._clock.calendar_on(last_day).ordinary_day
        self._targets: dict[str, timedelta] = {}
        self._units: dict[str, timedelta] = {}
        self._open_days: dict[str, list[date]] = {}
        for priority in Priority:
            policy = rules.policy(priority, last_day)
            if policy is None:
                raise ValueError(f"no policy for {priority} on {last_day}")
            self._targets[priority] = rules.target(policy, last_day)
            in_days = policy.unit == SlaPolicy.Unit.DAYS
            self._units[priority] = self._ordinary_day if in_days else timedelta(hours=1)

    def cases(self) -> Iterator[DemoCase]:
        yield from self._earlier_incidents()
        yield from self._printed_incidents()
        yield from self._critical_events()
        plan = self._plan["incidents"]
        yield from self._open_cases(Ticket.Kind.INCIDENT, plan, self._last_day)
        requests = list(self._requests())
        yield from requests
        yield from self._open_requests(requests)

    def _earlier_incidents(self) -> Iterator[DemoCase]:
        plan = self._plan["incidents"]
        for text, (count, breached_share) in plan["before"].items():
            for priority, of_priority in self._split(count, plan["shares"]).items():
                breached = round(of_priority * breached_share)
                durations = self._within(priority, of_priority - breached)
                durations += self._breached(priority, breached, plan["breached_means"][priority])
                yield from self._resolved(Ticket.Kind.INCIDENT, priority, text, durations)

    def _printed_incidents(self) -> Iterator[DemoCase]:
        for text, cells in self._plan["incidents"]["printed"].items():
            for name, (within, breached, mean) in cells.items():
                hidden_by_print = self._random.uniform(-0.04, 0.04)
                total = _whole_seconds((within + breached) * (mean + hidden_by_print) * self._units[name])
                durations = self._fitted(Priority(name), within, breached, total)
                yield from self._resolved(Ticket.Kind.INCIDENT, Priority(name), text, durations)

    def _critical_events(self) -> Iterator[DemoCase]:
        for event in self._plan["critical_events"]:
            created_at, resolved_at = _local(event["created_at"]), _local(event["resolved_at"])
            yield DemoCase(Ticket.Kind.INCIDENT, Priority.CRITICAL, created_at, resolved_at)

    def _requests(self) -> Iterator[DemoCase]:
        plan = self._plan["service_requests"]
        for text, (count, mean) in plan["months"].items():
            for priority, of_priority in self._split(count, plan["shares"]).items():
                draws = [self._random.lognormvariate(0, 1.15) for _ in range(of_priority)]
                scale = mean * of_priority / sum(draws)
                durations = [_whole_seconds(min(draw * scale * self._ordinary_day, LONGEST)) for draw in draws]
                yield from self._resolved(Ticket.Kind.SERVICE_REQUEST, priority, text, durations)

    def _open_requests(self, resolved: list[DemoCase]) -> Iterator[DemoCase]:
        """As many reported as resolved on the last day, so that the day leaves the number of open ones as it was."""
        start = start_of(self._last_day)
        solved = sum(case.resolved_at is not None and case.resolved_at >= start for case in resolved)
        reported = sum(case.created_at >= start for case in resolved)
        plan = self._plan["service_requests"]
        fresh = min(max(solved - reported, 0), plan["open_priorities"]["medium"])
        for _ in range(fresh):
            created_at = self._in_hours(self._last_day)
            yield DemoCase(Ticket.Kind.SERVICE_REQUEST, Priority.MEDIUM, created_at, None)
        rest = {**plan, "open_priorities": {**plan["open_priorities"]}}
        rest["open_priorities"]["medium"] -= fresh
        yield from self._open_cases(Ticket.Kind.SERVICE_REQUEST, rest, self._last_day - ONE_DAY)

    def _open_cases(self, kind: Ticket.Kind, plan: dict[str, Any], last_day: date) -> Iterator[DemoCase]:
        """Never resolved; their age falls off exponentially from the end of `last_day`."""
        end = self._clock.position(start_of(last_day + ONE_DAY))
        mean = plan["open_age"] * 5 / 7 * self._ordinary_day.total_seconds()
        for name, count in plan["open_priorities"].items():
            for _ in range(count):
                age = timedelta(seconds=round(self._random.expovariate(1 / mean)))
                yield DemoCase(kind, Priority(name), self._clock.moment(end - min(age, LONGEST) - MINUTE), None)

    def _resolved(
        self, kind: Ticket.Kind, priority: Priority, month: str, durations: list[timedelta]
    ) -> Iterator[DemoCase]:
        for duration in durations:
            resolved_at = self._in_hours(self._day_in(month))
            position = self._clock.position(resolved_at) - duration
            if position > timedelta():
                case = DemoCase(kind, priority, self._clock.moment(position), resolved_at)
                yield self._reported_while_closed(case, duration, month) or case

    def _reported_while_closed(self, case: DemoCase, duration: timedelta, month: str) -> DemoCase | None:
        """A few tickets come in the evening or in the weekend before; the business time they take stays the same."""
        if self._random.random() > self._plan["closed_hours_share"]:
            return None
        opening_day = start_of(local_day(case.created_at))
        closed_at = self._clock.moment(self._clock.position(opening_day))
        first, last = local_day(closed_at), local_day(opening_day) - ONE_DAY
        day = first + self._random.randrange(max((last - first).days, 0) + 1) * ONE_DAY
        evening = datetime.combine(day, time(16), OSLO) + self._random.randrange(6 * 3600) * SECOND
        resolved_at = self._clock.after(evening, duration)
        if not closed_at < evening < opening_day or f"{local_day(resolved_at):%Y-%m}" != month:
            return None
        return DemoCase(case.kind, case.priority, evening, resolved_at)

    def _split(self, count: int, shares: dict[str, float]) -> dict[Priority, int]:
        parts = {Priority(name): round(count * share) for name, share in shares.items()}
        return {**parts, Priority.MEDIUM: count - sum(parts.values())}

    def _fitted(self, priority: Priority, within: int, breached: int, total: timedelta) -> list[timedelta]:
        """So many within and breached, adding up to `total` exactly."""
        short = self._within(priority, within)
        if not breached:
            return _scaled(short, total)
        floor = self._targets[priority] + MINUTE
        rest = total - sum(short, timedelta()) - breached * floor
        if rest < timedelta():
            raise ValueError(f"{breached} breaches of {priority} do not fit into {total}")
        long = _scaled([self._random.gammavariate(1.4, 1) * ONE_DAY for _ in range(breached)], rest)
        return short + [floor + excess for excess in long]

    def _within(self, priority: Priority, count: int) -> list[timedelta]:
        """Most are quick: the share of the target that they use leans towards none."""
        target = self._targets[priority]
        return [_whole_seconds(self._random.betavariate(1.1, 2.4) * target) + SECOND for _ in range(count)]

    def _breached(self, priority: Priority, count: int, mean: float) -> list[timedelta]:
        floor = self._targets[priority] + MINUTE
        spread = mean * self._units[priority] - floor
        draws = [floor + self._random.gammavariate(1.4, 1 / 1.4) * spread for _ in range(count)]
        return [_whole_seconds(min(draw, LONGEST)) for draw in draws]

    def _day_in(self, month: str) -> date:
        """An open day of the month."""
        if month not in self._open_days:
            first = date.fromisoformat(f"{month}-01")
            days = [first + n * ONE_DAY for n in range(31)]
            self._open_days[month] = [day for day in days if day.month == first.month and self._is_open(day)]
        return self._random.choice(self._open_days[month])

    def _is_open(self, day: date) -> bool:
        return self._clock.between(start_of(day), start_of(day + ONE_DAY)) > timedelta()

    def _in_hours(self, day: date) -> datetime:
        """A moment at which the day is open, most often before lunch or after it."""
        start, end = self._clock.position(start_of(day)), self._clock.position(start_of(day + ONE_DAY))
        morning = self._random.betavariate(2, 3) * 0.55
        afternoon = 0.45 + self._random.betavariate(2, 2.5) * 0.55
        share = self._random.choice([morning, afternoon])
        return self._clock.moment(start + _whole_seconds((end - start) * share) + SECOND)


def _scaled(durations: list[timedelta], total: timedelta) -> list[timedelta]:
    """In proportion, in whole seconds, adding up to `total`: the last takes what rounding left over."""
    factor = total / sum(durations, timedelta())
    scaled = [_whole_seconds(duration * factor) for duration in durations]
    scaled[-1] += total - sum(scaled, timedelta())
    return scaled


def _whole_seconds(duration: timedelta) -> timedelta:
    return timedelta(seconds=round(duration.total_seconds()))


def _local(moment: datetime) -> datetime:
    """A moment of the plan, written as the clock on the wall in Oslo."""
    return moment.replace(tzinfo=OSLO)


def _describe_events(plan: dict[str, Any]) -> None:
    """The accounts of those critical tickets that the plan tells of."""
    for event in plan["critical_events"]:
        if "what" in event:
            ticket = Ticket.objects.critical().get(created_at=_local(event["created_at"]))
            CriticalEvent.objects.create(ticket=ticket, what=event["what"], outcome=event["outcome"])
