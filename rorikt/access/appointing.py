"""Who a person is here: name, role, municipality and access. Given by another than the person, and told from and to.

Nobody gives themselves a role, a municipality or access: it takes another administrator, or the head. One person with
both tasks has two accounts (docs/decisions/0016-the-door.md).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.sessions.ending import end

TOLD = ("email", "name", "title", "role", "municipality_id", "is_active", "is_staff")
ONLY_ONE = "Dette er den eneste administratoren. Gi en annen rollen først."
GIVEN_BY_ANOTHER = ("role", "municipality_id", "is_active", "is_staff")


@transaction.atomic
def save_person(person: User, *, by: User, now: datetime) -> None:
    """Add a person, or change who one is. Raises ValidationError as `check_person` does."""
    require(by, "rorikt.change_people")
    list(_administrators().select_for_update())  # so that two do not take the last two at once
    before = _stored_values(person, locked=True)
    check_person(person, by=by)
    person.full_clean(exclude=["password"])
    person.save()
    after = _values(person)
    changed = [name for name in TOLD if before is None or before[name] != after[name]]
    if changed:
        told_before = None if before is None else {name: before[name] for name in changed}
        told_after = {name: after[name] for name in changed}
        verb = "la til bruker" if before is None else "endret bruker"
        trail.record(verb, person, by=by, now=now, name=person.name, before=told_before, after=told_after)
        if "is_active" in changed and not person.is_active:
            end(UserSession.objects.filter(user_id=person.pk))  # nor are they there if the person comes back


def note_person_from_outside(person: User, *, now: datetime) -> None:
    """One who was made by a command, and so by nobody who is logged in."""
    trail.record("la til bruker", person, by=None, now=now, name=person.name, before=None, after=_values(person))


@transaction.atomic
def delete_person(person: User, *, by: User, now: datetime) -> None:
    """Raises ValidationError as `check_deletion` does. What nobody is to read, such as the password, is not told."""
    check_deletion([person], by=by)
    before, pk = _values(person), person.pk
    person.delete()
    person.pk = pk
    trail.record("slettet bruker", person, by=by, now=now, name=person.name, before=before, after=None)


def check_person(person: User, *, by: User) -> None:
    """Raises ValidationError for what nobody gives themselves, and for the last who may let others in."""
    before = _stored_values(person)
    if before is None:
        return
    after = _values(person)
    if person.pk == by.pk and any(before[name] != after[name] for name in GIVEN_BY_ANOTHER):
        raise ValidationError(
            "Du kan ikke endre din egen rolle eller tilgang. Be en annen administrator eller IKT-lederen om det."
        )
    was, remains = _lets_others_in(before), _lets_others_in(after)
    if was and not remains and not _administrators().exclude(pk=person.pk).exists():
        raise ValidationError(ONLY_ONE)


@transaction.atomic
def check_deletion(people: Collection[User], *, by: User) -> None:
    """Raises ValidationError where nobody would be left who lets others in, and for one's own account.

    Inside a transaction it holds until the end of it.
    """
    gone = [person.pk for person in people]
    if by.pk in gone:
        raise ValidationError("Du kan ikke slette din egen bruker.")
    administrators = {person.pk for person in _administrators().select_for_update()}
    if administrators & set(gone) and not administrators - set(gone):
        raise ValidationError(ONLY_ONE)


def _administrators() -> Any:
    people = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True, is_staff=True)
    return people.order_by("pk")  # the order they are locked in


def _lets_others_in(values: dict[str, Any]) -> bool:
    return bool(values["role"] == User.Role.ADMINISTRATOR and values["is_active"] and values["is_staff"])


def _stored_values(person: User, *, locked: bool = False) -> dict[str, Any] | None:
    rows = User.objects.select_for_update() if locked else User.objects
    stored = rows.filter(pk=person.pk).first() if person.pk else None
    return _values(stored) if stored else None


def _values(person: User) -> dict[str, Any]:
    return {name: getattr(person, name) for name in TOLD}
