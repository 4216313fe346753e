"""Days of registers that come near or have passed, of rows that are not settled, and whom they are to be told to.

Every column of a day that says so many days before it reminds; one with a box for each municipality reminds of each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q

from meetings.registers.access import may_write, open_to, readable_by
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterCell, RegisterColumn, RegisterRow
from meetings.registers.standard import Standard
from rorikt.cases.closed import closed_to
from rorikt.people.models import User
from rorikt.people.roles import is_staff_of_cooperation

# What has been passed for longer is history: rows of years ago are not told of when they are typed in.
LOOKED_BACK = timedelta(days=60)
# Days that a state makes pointless, though the row is not settled: by the register and the column, the states.
POINTLESS = {(Standard.AGREEMENTS, "oppsigelse"): {"sagt-opp"}}


@dataclass(frozen=True)
class DueDay:
    """A day in a box of a row; `person` stands in the row, if anybody does. `part` is the municipality of the box."""

    row: RegisterRow
    column: RegisterColumn
    part: str
    day: date
    person: User | None
    place: str = ""

    @property
    def label(self) -> str:
        """`Senest sagt opp`, or with the name of the municipality behind it."""
        return f"{self.column.title}, {self.place}" if self.place else self.column.title

    def is_late(self, today: date) -> bool:
        return self.day < today


def due_days(today: date, registers: Iterable[Register] | None = None) -> list[DueDay]:
    """The first day first. Of `registers`, or of all that are in use, in as many queries for one row as for all."""
    columns = RegisterColumn.objects.standing().filter(
        kind=Kind.DAY, remind_days__isnull=False, register__is_active=True
    )
    if registers is not None:
        columns = columns.filter(register__in=list(registers))
    wanted = Q(pk__in=[])
    by_pk = {column.pk: column for column in columns.select_related("register__owner")}
    for column in by_pk.values():
        ahead = today + timedelta(days=column.remind_days or 0)
        wanted |= Q(column=column.pk, day__range=(today - LOOKED_BACK, ahead))
    cells = list(
        RegisterCell.objects.filter(wanted, row__removed_at=None)
        .select_related("row", "municipality")
        .order_by("day", "row__position", "row_id", "column__position", "column_id", "part")
    )
    states, people = _of_rows({cell.row_id for cell in cells})
    found = []
    for cell in cells:
        column, row = by_pk[cell.column_id], cell.row
        row.register = column.register
        if cell.day is None or _is_settled(states.get(row.pk, ()), column, cell.part):
            continue
        place = cell.municipality.name if cell.part and cell.municipality else ""
        found.append(DueDay(row, column, cell.part, cell.day, people.get(row.pk), place))
    return found


def days_for_writer(user: User, today: date) -> list[DueDay]:
    """What comes near in the registers that this person writes in; of the rows they may read."""
    registers = [one for one in readable_by(user).filter(is_active=True) if may_write(user, one)]
    found = due_days(today, registers)
    if user.has_perm("meetings.view_exempt"):
        return found
    rows = RegisterRow.objects.filter(open_to(user), pk__in=[one.row.pk for one in found])
    may_see = set(rows.values_list("pk", flat=True))
    return [one for one in found if one.row.pk in may_see and not one.row.register.exemption_basis]


def own_days(user: User, today: date) -> list[DueDay]:
    """Those that are told to this person."""
    if not is_staff_of_cooperation(user):
        return []
    recipients = Recipients()
    return [one for one in due_days(today) if user in recipients.of(one)]


class Recipients:
    """Whom a day is told to: the person of the row, else the owner of the register, else those who shape registers.

    Always somebody who is active and works for the cooperation: they read every register.
    """

    @cached_property
    def _shapers(self) -> list[User]:
        people = User.objects.filter(is_active=True).order_by("pk")
        return [one for one in people if one.has_perm("meetings.design_registers")]

    def of(self, due: DueDay) -> Sequence[User]:
        for person in (due.person, due.row.register.owner):
            if person and is_staff_of_cooperation(person):
                return [person]
        return self._shapers


@dataclass(frozen=True)
class _State:
    key: str
    is_settled: bool
    part: str


def _of_rows(rows: Iterable[int]) -> tuple[dict[int, list[_State]], dict[int, User]]:
    """By row: what stands in its boxes of states, and the first person in it."""
    states: dict[int, list[_State]] = {}
    people: dict[int, User] = {}
    kinds = [Kind.STATE, Kind.PERSON]
    cells = RegisterCell.objects.filter(row__in=list(rows), column__kind__in=kinds, column__removed_at=None)
    for cell in cells.select_related("state", "person").order_by("row_id", "column__position", "column_id", "part"):
        if cell.state:
            states.setdefault(cell.row_id, []).append(_State(cell.state.key, cell.state.is_settled, cell.part))
        if cell.person and cell.person.is_active:
            people.setdefault(cell.row_id, cell.person)
    return states, people


def _is_settled(states: Sequence[_State], column: RegisterColumn, part: str) -> bool:
    """The row, as `Line.is_settled` has it; or what is said of the municipality of the box."""
    if states and all(one.is_settled for one in states):
        return True
    of_part = [one for one in states if part and one.part == part]
    if of_part and all(one.is_settled for one in of_part):
        return True
    pointless = POINTLESS.get((Standard(column.register.standard), column.key)) if column.register.standard else None
    return bool(pointless) and any(one.key in (pointless or ()) for one in states)


def closed_rows(found: Iterable[DueDay]) -> set[int]:
    """Those of these rows that nothing may be told of."""
    closed = set(closed_to(None))
    return {
        one.row.pk
        for one in found
        if one.row.exemption_basis or one.row.register.exemption_basis or one.row.case_id in closed
    }


def names_of_closed() -> set[str]:
    """What rows that are exempt are called."""
    hidden = ~Q(exemption_basis="") | ~Q(register__exemption_basis="") | Q(case__in=list(closed_to(None)))
    return set(RegisterRow.objects.filter(hidden).exclude(title="").values_list("title", flat=True))
