"""How the milestones of a project stand against their plan, and against what was told of them in the last report.

Pure. A day that has passed without its milestone being reached counts as it is: late until today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meetings.register_pages.states import UNSAID, State

DROPPED = "avbrutt"
AS_WEEKS = 14  # days from which a delay is told in weeks


@dataclass(frozen=True)
class Before:
    """What stood of a milestone when the last report was approved."""

    plan: date | None = None
    expected: date | None = None
    reached: date | None = None
    state: State = UNSAID

    @property
    def is_reached(self) -> bool:
        return _is_reached(self.reached, self.state)


@dataclass(frozen=True)
class Milestone:
    """`plan` is when it was to be reached, `expected` when it now is, `reached` when it was; `roughly`
    is when in words, where there is no day.

    `before` is `None` where there was no such milestone then, or there is no report to hold it against (`is_new` tells
    which).
    """

    title: str
    url: str
    plan: date | None = None
    expected: date | None = None
    reached: date | None = None
    state: State = UNSAID
    roughly: str = ""
    responsible: str = ""
    is_exempt: bool = False
    before: Before | None = None
    is_new: bool = False

    @property
    def is_reached(self) -> bool:
        return _is_reached(self.reached, self.state)

    @property
    def is_dropped(self) -> bool:
        return not self.is_reached and self.state.key == DROPPED

    @property
    def is_open(self) -> bool:
        return not self.is_reached and not self.is_dropped

    @property
    def due(self) -> date | None:
        """The day that it is waited for."""
        return self.expected or self.plan

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due is not None and self.due < today

    def ends(self, today: date) -> date | None:
        """The day it was reached, or will be at the earliest; `None` where nobody knows it, or it is dropped."""
        if self.reached or self.is_dropped:
            return self.reached
        if self.is_reached or self.due is None:
            return None
        return max(self.due, today)

    def delay(self, today: date) -> int | None:
        """In days against the plan, less than 0 before it; `None` where there is nothing to hold against it."""
        ends = self.ends(today)
        return (ends - self.plan).days if ends and self.plan else None

    def is_late(self, today: date) -> bool:
        """Waited for, and behind its plan or the day it was last promised."""
        return self.is_open and ((self.delay(today) or 0) > 0 or self.is_overdue(today))

    def slipped(self, today: date) -> int:
        """In days since the last report, of one that is still waited for, or was reached later than was told then."""
        then = (self.before.expected or self.before.plan) if self.before else None
        ends = self.ends(today)
        if then is None or ends is None or (self.before and self.before.is_reached):
            return 0
        return max((ends - then).days, 0)

    def since(self, today: date) -> list[str]:
        """What has happened to it since the last report, in sentences without a full stop; empty for nothing."""
        if self.is_new:
            return ["Ny siden sist"]
        if self.before is None:
            return []
        before, told = self.before, []
        if self.is_reached and not before.is_reached:
            told.append("Nådd siden sist")
        elif before.is_reached and not self.is_reached:
            told.append("Var ført som nådd")
        elif self.state.label != before.state.label:
            told.append(f"Status var «{before.state}»")
        if self.plan != before.plan:
            told.append(f"Planen er flyttet, og var {_day(before.plan)}")
        if slipped := self.slipped(today):
            told.append(f"{told_in_time(slipped).capitalize()} forsinket siden sist")
        elif self.is_open and self.expected != before.expected:
            told.append(f"Ventes nå er endret, og var {_day(before.expected)}")
        return told


def told_delay(days: int | None) -> str:
    """`2 uker forsinket`, `3 dager før planen`, `som planlagt`; empty where it cannot be said."""
    if days is None:
        return ""
    if days == 0:
        return "Som planlagt"
    return f"{told_in_time(days)} forsinket" if days > 0 else f"{told_in_time(-days)} før planen"


def told_in_time(days: int) -> str:
    """Days, and from two weeks on weeks and days."""
    if days < AS_WEEKS:
        return f"{days} dag" if days == 1 else f"{days} dager"
    weeks, rest = divmod(days, 7)
    more = f" og {rest} {'dag' if rest == 1 else 'dager'}" if rest else ""
    return f"{weeks} uker{more}"


def in_time(milestones: Iterable[Milestone]) -> list[Milestone]:
    """As they come: by the day reached, or waited for; those without a day last."""
    return sorted(
        milestones,
        key=lambda one: (
            (one.reached or one.due) is None,
            one.reached or one.due or date.min,
            one.plan or date.max,
            one.title,
        ),
    )


def next_of(milestones: Iterable[Milestone]) -> Milestone | None:
    """The first that is waited for; one without a day only where no other has one."""
    return next((one for one in in_time(milestones) if one.is_open), None)


def _is_reached(reached: date | None, state: State) -> bool:
    """Its day says so, or its state."""
    return reached is not None or (state.is_settled and state.key != DROPPED)


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "ikke satt"
