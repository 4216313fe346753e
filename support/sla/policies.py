"""The stored rules as the clock wants them: the calendar, the policies, and the history of a ticket."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from rorikt.calendar import ONE_DAY, local_day, start_of
from rorikt.figures.once import once
from support.sla.clock import Calendar, Clock, Interval, around_the_clock
from support.sla.judging import Pause
from support.sla.models import Holiday, SlaPolicy, WorkCalendar


@dataclass(frozen=True)
class ResponseLimit:
    """How long a first response may take, of tickets of a policy created from `begins` to before `ends`."""

    policy: int
    begins: datetime
    ends: datetime | None
    length: timedelta


@dataclass(frozen=True)
class Rules:
    """The clock, and the policies of each priority (of every kind where the kind is blank), oldest first."""

    clock: Clock
    policies: dict[tuple[str, str], list[SlaPolicy]]
    always: Clock = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "always", Clock([around_the_clock(local_day(self.clock.begins))], {}))

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

    def response_limits(self) -> list[ResponseLimit]:
        """The targets of first responses. A target in days is one for each calendar, whose days differ."""
        found = []
        for policy in (policy for own in self.policies.values() for policy in own if policy.response_target):
            for calendar, after in zip_longest(self.clock.calendars, self.clock.calendars[1:]):
                length = policy.response_length(ONE_DAY if policy.runs_always else calendar.ordinary_day)
                if length:
                    ends = start_of(after.valid_from) if after else None
                    found.append(ResponseLimit(policy.pk, start_of(calendar.valid_from), ends, length))
        return found

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


def as_calendar(calendar: WorkCalendar) -> Calendar:
    hours: dict[int, list[Interval]] = defaultdict(list)
    for row in calendar.hours.all():
        hours[row.weekday].append((row.opens_at, row.closes_at))
    return Calendar(
        valid_from=calendar.valid_from,
        hours={weekday: _joined(intervals) for weekday, intervals in hours.items()},
        half_day_closes_at=calendar.half_day_closes_at,
        closes_on_holidays=calendar.closes_on_holidays,
    )


def _joined(intervals: list[Interval]) -> tuple[Interval, ...]:
    """In order, those that overlap or meet taken as one. What closes at 00:00 is open to the end of the day."""
    joined: list[Interval] = []
    for opens, closes in sorted(intervals):
        if joined and (joined[-1][1] == MIDNIGHT or opens <= joined[-1][1]):
            last = joined[-1][1]
            until = MIDNIGHT if MIDNIGHT in (last, closes) else max(last, closes)
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((opens, closes))
    return tuple(joined)


@once
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
