"""Who reads which register and which of its rows, and who writes in it.

A row that is exempt, by itself, with its register or with the case it belongs to, is for those who may see what is.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterCell, RegisterRow, RegisterRowQuerySet
from rorikt.cases.closed import closed_to
from rorikt.people.models import User
from rorikt.people.roles import (
    is_author,
    is_council_member,
    is_finance,
    is_head,
    is_staff_of_cooperation,
    runs_meetings,
)

Readers, Editors = Register.Readers, Register.Editors


def readable_by(user: User) -> QuerySet[Register]:
    """The registers this person may open. A register that is exempt is not there for those who see nothing exempt."""
    found = Register.objects.all()
    if is_staff_of_cooperation(user):
        return found
    if is_council_member(user):
        return found.filter(readers__in=[Readers.COUNCIL, Readers.MEMBERS])
    if is_finance(user):
        return found.filter(readers=Readers.MEMBERS, exemption_basis="")
    return found.none()


def may_read(user: User, register: Register) -> bool:
    return readable_by(user).filter(pk=register.pk).exists()


def writable_by(user: User) -> QuerySet[Register]:
    """For the head all; for others as each register says, of those that they may read."""
    if is_head(user):
        return Register.objects.all()
    named = Register.named_editors.through.objects.filter(user=user.pk).values("register")
    chosen: Q = Q(editors=Editors.NAMED) & (Q(owner=user.pk) | Q(pk__in=named))
    if runs_meetings(user):
        chosen |= Q(editors__in=[Editors.RUNNERS, Editors.AUTHORS])
    elif is_author(user):
        chosen |= Q(editors=Editors.AUTHORS)
    return readable_by(user).filter(chosen)


def may_write(user: User, register: Register) -> bool:
    return writable_by(user).filter(pk=register.pk).exists()


def rows_for(user: User | None, register: Register) -> RegisterRowQuerySet:
    """The standing rows that this person may read, in their order. `None` is the public, as in what a report prints."""
    return visible_to(user, RegisterRow.objects.standing().filter(register=register))


def removed_rows_for(user: User, register: Register) -> RegisterRowQuerySet:
    """Those that were taken away, of what this person might read."""
    return visible_to(user, RegisterRow.objects.filter(register=register).exclude(removed_at=None))


def visible_to(user: User | None, rows: RegisterRowQuerySet) -> RegisterRowQuerySet:
    """Of these rows, of whatever registers that the person may open, those that they may read there."""
    if user is None or not user.has_perm("meetings.view_exempt"):
        rows = rows.filter(open_to(user), register__exemption_basis="")
    if user is not None and not is_staff_of_cooperation(user):
        concerned = ~Exists(_municipalities_of_row()) | Exists(_municipalities_of_row().filter(_names(user)))
        rows = rows.filter(Q(register__is_own_rows_only=False) | Q(concerned))
    return rows


def open_to(user: User | None) -> Q:
    """Rows that are not exempt, by themselves or with their case."""
    return Q(exemption_basis="") & (Q(case=None) | ~Q(case__in=list(closed_to(user))))


def hidden_from(user: User | None, register: Register) -> int:
    """How many standing rows somebody does not see since they are exempt, by themselves, with their case or all."""
    if user is not None and user.has_perm("meetings.view_exempt"):
        return 0
    rows = register.rows.standing()
    return rows.count() - (0 if register.exemption_basis else rows.filter(open_to(user)).count())


def is_exempt(row: RegisterRow) -> bool:
    """For anybody who is not among those who see what is."""
    return bool(row.exemption_basis or row.register.exemption_basis or (row.case_id and row.case_id in closed_to(None)))


def _municipalities_of_row() -> "QuerySet[RegisterCell]":
    """The cells that say whom a row concerns; not those of a column with a box for each municipality."""
    kinds = [Kind.MUNICIPALITY, Kind.MUNICIPALITIES]
    return RegisterCell.objects.filter(row=OuterRef("pk"), column__kind__in=kinds, column__removed_at=None)


def _names(user: Any) -> Q:
    own = Q(municipality=user.municipality_id) if user.municipality_id else Q(pk__in=[])
    return own | Q(municipality=None)  # «Alle»
