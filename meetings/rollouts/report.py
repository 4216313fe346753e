"""The measures that are rolled out, as one person reads them."""

from dataclasses import dataclass
from datetime import date

from budget.memberships.members import members_between
from meetings.register_pages.opening import Opened, opened, state_of
from meetings.register_pages.states import State
from meetings.registers.sheet import Line
from meetings.registers.standard import Standard
from meetings.rollouts.matrix import Box, Measure, late, shown
from rorikt.people.models import User


@dataclass(frozen=True)
class Rollouts:
    """`municipalities` are those with a column, by number; `members` those of them that are members today."""

    found: Opened
    measures: list[Measure]
    municipalities: dict[str, str]
    members: frozenset[str]
    states: list[State]

    def is_late(self, measure: Measure, number: str, today: date) -> bool:
        """Nothing is waited for from one that is no longer a member."""
        return number in self.members and measure.of(number).is_late(today)

    def late(self, number: str, today: date) -> list[Measure]:
        return late(self.measures, number, today) if number in self.members else []


def rollouts_for(user: User, today: date) -> Rollouts | None:
    """`None` where the register is not begun. Raises PermissionDenied for who may not read it."""
    found = opened(user, Standard.ROLLOUTS)
    if found is None:
        return None
    names = found.sheet.municipalities
    measures = [_measure(found, line, list(names)) for line in found.lines]
    members = members_between(today, today)
    numbers = shown(measures, names, members)
    return Rollouts(found, measures, {one: names[one] for one in numbers}, members, found.states_of("status"))


def _measure(found: Opened, line: Line, numbers: list[str]) -> Measure:
    boxes = {
        number: Box(state_of(line, "status", number), line.of("dato", number).day, line.of("kommentar", number).text)
        for number in numbers
    }
    return Measure(
        title=line.row.title or "Rad uten navn",
        url=line.row.get_absolute_url(),
        boxes={number: box for number, box in boxes.items() if box},
        responsible=line.text("ansvarlig"),
        is_exempt=found.is_exempt(line.row),
    )
