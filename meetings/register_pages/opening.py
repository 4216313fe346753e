"""A standard register as one person reads it, for the pages of what several registers hold together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from meetings.register_pages.states import UNSAID, State
from meetings.registers.access import may_write, readable_by, rows_for
from meetings.registers.models import Register, RegisterRow, RegisterState
from meetings.registers.sheet import Line, Sheet, begun
from meetings.registers.standard import Standard
from rorikt.cases.closed import closed_to
from rorikt.people.models import User


@dataclass(frozen=True)
class Opened:
    """`lines` are the rows that this person may read, in their order."""

    register: Register
    sheet: Sheet
    lines: list[Line]
    reader: User

    @cached_property
    def may_write(self) -> bool:
        return may_write(self.reader, self.register)

    @cached_property
    def is_exempt(self) -> Callable[[RegisterRow], bool]:
        """Whether a row is exempt from the public, by itself, with its register or with its case."""
        closed = set(closed_to(None))
        return lambda row: bool(row.exemption_basis or self.register.exemption_basis or row.case_id in closed)

    def states_of(self, key: str) -> list[State]:
        """What the column may hold, in order."""
        column = self.sheet.by_key.get(key)
        return [state_from(one) for one in column.states.all()] if column else []

    def line(self, uuid: UUID) -> Line:
        """Raises Http404 for a row that is not there for this person."""
        for line in self.lines:
            if line.row.uuid == uuid:
                return line
        raise Http404


def opened(user: User, standard: Standard) -> Opened | None:
    """`None` where it is not taken into use. Raises PermissionDenied where this person may not read it."""
    if begun(standard) is None:
        return None
    found = opened_beside(user, standard)
    if found is None:
        raise PermissionDenied
    return found


def opened_beside(user: User, standard: Standard) -> Opened | None:
    """What stands beside another register; `None` where it is not taken into use or not this person's to read."""
    register = readable_by(user).filter(standard=standard, is_active=True).first()
    if register is None:
        return None
    sheet = Sheet(register, user)
    return Opened(register, sheet, [Line(row, sheet) for row in rows_for(user, register).with_cells()], user)


def lines_by(found: Opened | None, key: str) -> dict[int | None, list[Line]]:
    """By the row of the other register that they point at; `None` for none, and for one that was taken away."""
    column = found.sheet.by_key.get(key) if found else None
    if found is None or column is None:
        return {}
    removed = RegisterRow.objects.filter(register=column.refers_to_id).exclude(removed_at=None)
    gone = set(removed.values_list("pk", flat=True))
    grouped: dict[int | None, list[Line]] = {}
    for line in found.lines:
        row = line[key].row
        grouped.setdefault(None if row in gone else row, []).append(line)
    return grouped


def state_of(line: Line, key: str, part: str = "") -> State:
    state = line.state(key, part)
    return state_from(state) if state else UNSAID


def state_from(state: RegisterState) -> State:
    return State(state.key, state.label, state.tone, state.is_settled)
