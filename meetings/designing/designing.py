"""A register begun and shaped: one of the standard ones, or one's own with the columns and states it is to have."""

from collections.abc import Set
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum

from meetings.designing.starts import STARTS, StartColumn
from meetings.registers.models import Register, RegisterColumn, RegisterState
from meetings.registers.standard import Standard
from meetings.registers.titling import retitle
from rorikt.audit import trail
from rorikt.audit.rows import delete_row, move_row, store_row
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.slugs import slug

MOST_COLUMNS = 40
# What stands in the place of a register's short name in other addresses under /registre/.
RESERVED = frozenset({"nytt", "rader", "kolonner", "statuser", "filer", "ta-i-bruk"})


@transaction.atomic
def begin(standard: Standard, *, by: User, now: datetime) -> Register:
    """Take a standard register into use, with those that its columns refer to. The one that is there is given back."""
    require(by, "meetings.design_registers")
    there = Register.objects.filter(standard=standard).first()
    if there:
        return there
    start = STARTS[standard]
    register = Register(
        slug=start.slug,
        standard=standard,
        title=standard.label,
        lead=start.lead,
        readers=start.readers,
        position=list(STARTS).index(standard) + 1,
    )
    store_row(register, by=by, now=now, is_figure=False)
    for position, told in enumerate(start.columns, start=1):
        _begin_column(register, told, position, by=by, now=now)
    return register


def _begin_column(register: Register, told: StartColumn, position: int, *, by: User, now: datetime) -> None:
    column = RegisterColumn(
        register=register,
        key=told.key,
        title=told.title,
        kind=told.kind,
        position=position,
        is_per_municipality=told.is_per_municipality,
        decimals=told.decimals,
        refers_to=begin(told.refers_to, by=by, now=now) if told.refers_to else None,
        is_required=told.is_required,
        is_printed=told.is_printed,
        width=told.width,
        remind_days=told.remind_days,
    )
    column.full_clean()
    column.save()
    RegisterState.objects.bulk_create(
        RegisterState(
            column=column, key=one.key, label=one.label, tone=one.tone, position=place, is_settled=one.is_settled
        )
        for place, one in enumerate(told.states, start=1)
    )


@transaction.atomic
def save_register(register: Register, *, by: User, now: datetime, named_editors: list[User] | None = None) -> None:
    """A register of one's own, or how a standard one is called, read and written in."""
    require(by, "meetings.design_registers")
    if not register.slug:
        register.slug = _free(register.title, 40, RESERVED | set(Register.objects.values_list("slug", flat=True)))
    if register._state.adding and not register.position:
        register.position = (Register.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    many = None if named_editors is None else {"named_editors": named_editors}
    store_row(register, by=by, now=now, is_figure=False, many=many)


@transaction.atomic
def make_own(
    register: Register, first: str, *, by: User, now: datetime, named_editors: list[User] | None = None
) -> None:
    """A new register of one's own. `first` is the title of its first column, which says what each row is called."""
    save_register(register, by=by, now=now, named_editors=named_editors)
    save_column(RegisterColumn(register=register, title=first, is_required=True), by=by, now=now)


@transaction.atomic
def save_column(column: RegisterColumn, *, by: User, now: datetime) -> None:
    """Raises ValidationError where what the column holds could not be kept in a box of another kind."""
    require(by, "meetings.design_registers")
    siblings = RegisterColumn.objects.filter(register=column.register)
    if column._state.adding:
        if siblings.standing().count() >= MOST_COLUMNS:
            raise ValidationError(f"Et register kan ha høyst {MOST_COLUMNS} kolonner.")
        column.key = column.key or _free(column.title, 40, set(siblings.values_list("key", flat=True)))
        column.position = column.position or (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    _check_widths(column)
    store_row(column, by=by, now=now, is_figure=False, check=lambda stored: _check_what_it_holds(stored, column))
    _check_the_first(column.register)


def _check_widths(column: RegisterColumn) -> None:
    """What is printed has to have room on the page."""
    if not column.is_printed or not column.width:
        return
    others = RegisterColumn.objects.standing().filter(register=column.register, is_printed=True).exclude(pk=column.pk)
    taken = others.aggregate(sum=Sum("width"))["sum"] or 0
    if taken + column.width > 100:
        told = f"De andre kolonnene som skrives ut, tar {taken} prosent av bredden. "
        left = f"Skriv høyst {100 - taken}, eller 0" if taken < 100 else "Skriv 0"
        raise ValidationError({"width": f"{told}{left}, eller gjør en annen smalere."})


def _check_the_first(register: Register) -> None:
    """The first column is what a row is called, so a row has to have one box of it."""
    first = register.columns.standing().first()
    if first and first.is_per_municipality:
        raise ValidationError("Første kolonne er det raden heter, og kan ikke ha en rute for hver kommune.")


@transaction.atomic
def move_column(column: RegisterColumn, step: int, *, by: User, now: datetime) -> None:
    """Among those that stand. Raises ValidationError for what cannot be first."""
    require(by, "meetings.design_registers")
    siblings = RegisterColumn.objects.standing().filter(register=column.register)
    if move_row(siblings, column, step, by=by, now=now):
        _check_the_first(column.register)
        retitle(column.register)


def _check_what_it_holds(stored: Any, column: RegisterColumn) -> None:
    if stored is None:
        return
    shape = attrgetter("kind", "is_per_municipality", "refers_to_id")
    if shape(stored) != shape(column) and is_needed(stored):
        raise ValidationError("Kolonnen hører til registeret. Innholdet kan ikke bli av et annet slag.")
    if (shape(stored) != shape(column) or column.decimals < stored.decimals) and stored.cells.exists():
        raise ValidationError("Kolonnen er fylt ut. Lag en ny kolonne, og ta bort denne når innholdet er flyttet.")


@transaction.atomic
def remove_column(column: RegisterColumn, *, by: User, now: datetime) -> None:
    """Take a column away: what was written in it is kept, and approved reports keep what they printed.

    Raises ValidationError for the last one, and for one that the rules of a standard register need.
    """
    require(by, "meetings.design_registers")
    if is_needed(column):
        raise ValidationError("Kolonnen hører til registeret og kan ikke tas bort. La være å skrive den ut i stedet.")
    if column.register.columns.standing().count() == 1:
        raise ValidationError("Et register må ha minst én kolonne.")
    column.removed_at = now
    column.save(update_fields=["removed_at"])
    _check_the_first(column.register)
    retitle(column.register)
    trail.record(
        "tok bort kolonne i register", column, by=by, now=now, register=column.register.title, title=column.title
    )


@transaction.atomic
def restore_column(column: RegisterColumn, *, by: User, now: datetime) -> None:
    """At its place, with what was written in it. Raises ValidationError where another has taken its title."""
    require(by, "meetings.design_registers")
    siblings = RegisterColumn.objects.filter(register=column.register)
    if siblings.standing().count() >= MOST_COLUMNS:
        raise ValidationError(f"Et register kan ha høyst {MOST_COLUMNS} kolonner.")
    column.removed_at = None
    column.full_clean()
    _check_widths(column)
    column.save(update_fields=["removed_at"])
    _check_the_first(column.register)
    retitle(column.register)
    told = {"register": column.register.title, "title": column.title}
    trail.record("satte tilbake kolonne i register", column, by=by, now=now, **told)


@transaction.atomic
def save_state(state: RegisterState, *, by: User, now: datetime) -> None:
    require(by, "meetings.design_registers")
    siblings = RegisterState.objects.filter(column=state.column)
    if state._state.adding:
        state.key = state.key or _free(state.label, 40, set(siblings.values_list("key", flat=True)))
        state.position = state.position or (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    store_row(state, by=by, now=now, is_figure=False)
    retitle(state.column.register)


@transaction.atomic
def move_state(state: RegisterState, step: int, *, by: User, now: datetime) -> None:
    require(by, "meetings.design_registers")
    move_row(RegisterState.objects.filter(column=state.column), state, step, by=by, now=now)


@transaction.atomic
def delete_state(state: RegisterState, *, by: User, now: datetime) -> None:
    """Raises ValidationError for one that a box holds, also of a row that is taken away."""
    require(by, "meetings.design_registers")
    used = state.cells.count()
    if used:
        told = "1 rute" if used == 1 else f"{used} ruter"
        raise ValidationError(
            f"«{state}» står i {told}, også talt med rader som er tatt bort, og kan ikke slettes. "
            "Velg en annen status der først, eller gi denne et nytt navn."
        )
    if is_needed(state.column) and state.key in needed_states(state.column):
        raise ValidationError(f"«{state}» hører til registeret. Gi den gjerne et nytt navn, men den kan ikke slettes.")
    delete_row(state, by=by, now=now, is_figure=False)


def needed_states(column: RegisterColumn) -> set[str]:
    """The keys of the states that the rules of a standard register know."""
    if not column.register.standard:
        return set()
    told = STARTS[Standard(column.register.standard)].columns
    return {state.key for one in told if one.key == column.key for state in one.states}


def is_needed(column: RegisterColumn) -> bool:
    """Whether the rules of a standard register know the column by its key."""
    if not column.register.standard:
        return False
    return any(told.key == column.key for told in STARTS[Standard(column.register.standard)].columns)


def _free(title: str, longest: int, taken: Set[str]) -> str:
    """A short name of the title that no other has. Raises ValidationError for a title without a letter or a number."""
    plain = slug(title)[:longest].strip("-")
    if not plain:
        raise ValidationError("Tittelen må ha minst én bokstav eller ett tall.")
    names = [plain, *(f"{plain[: longest - 4]}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
