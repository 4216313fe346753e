"""Inviting somebody, and saying yes to it: by the link once, or by logging in where the address is vouched for."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rorikt.audit import trail
from rorikt.invitations.models import Invitation, hash_of, new_key
from rorikt.people.models import User
from rorikt.people.permissions import require

USED = "Lenken virker ikke lenger. Den er brukt, trukket eller for gammel. Be den som inviterte deg, om en ny."
TOLD = ("email", "name", "role", "municipality_id")


def life() -> timedelta:
    return timedelta(days=settings.INVITATION_DAYS)


@transaction.atomic
def invite(invitation: Invitation, *, by: User, now: datetime) -> str:
    """Store it, and return the key of its link, which nobody can be told again. Raises ValidationError."""
    require(by, "rorikt.change_people")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise ValidationError({"email": "Adressen har allerede en bruker. Endre den under Grunndata."})
    key = new_key()
    invitation.email = invitation.email.lower()
    invitation.key_hash, invitation.invited_at, invitation.invited_by = hash_of(key), now, by
    invitation.expires_at = now + life()
    invitation.full_clean()
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        invitation.full_clean()  # somebody else has invited the same address meanwhile
        raise
    after = {**_values(invitation), "expires_at": invitation.expires_at}
    trail.record("inviterte", invitation, by=by, now=now, before=None, after=after)
    return key


@transaction.atomic
def invite_again(invitation: Invitation, *, by: User, now: datetime) -> str:
    """A new link in the place of the old one, for as long as a new one lasts. Raises ValidationError."""
    require(by, "rorikt.change_people")
    key = new_key()
    waiting = Invitation.objects.waiting().filter(pk=invitation.pk)
    if not waiting.update(key_hash=hash_of(key), expires_at=now + life()):
        raise ValidationError("Invitasjonen er allerede brukt eller trukket.")
    trail.record("sendte invitasjon på nytt", invitation, by=by, now=now, expires_at=now + life())
    return key


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Raises ValidationError where it is used already."""
    require(by, "rorikt.change_people")
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=now):
        raise ValidationError("Invitasjonen er allerede brukt eller trukket.")
    trail.record("trakk invitasjon", invitation, by=by, now=now, before=_values(invitation), after=None)


def invitation_of(key: str, now: datetime) -> Invitation | None:
    return Invitation.objects.open(now).filter(key_hash=hash_of(key)).first()


@transaction.atomic
def accept(key: str, *, name: str, password: str, now: datetime) -> User:
    """The person of the link, who chooses a password. Raises ValidationError; the link is then as good as before."""
    invitation = invitation_of(key, now)
    if invitation is None:
        raise ValidationError(USED)
    validate_password(password, User(email=invitation.email, name=name))
    return make_person(invitation, now=now, name=name, password=password)


@transaction.atomic
def make_person(invitation: Invitation, *, now: datetime, **given: Any) -> User:
    """Whoever comes first is let in, once. `given` are fields of the person that are known better by now."""
    if not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise ValidationError(USED)
    fields = {**_values(invitation), "is_staff": invitation.role == User.Role.ADMINISTRATOR, **given}
    person = User.objects.create_user(fields.pop("email"), fields.pop("password", None), **fields)
    Invitation.objects.filter(pk=invitation.pk).update(person=person)
    after = {name: getattr(person, name) for name in (*TOLD, "is_staff")}
    trail.record("tok imot invitasjon", invitation, by=person, now=now)
    trail.record("la til bruker", person, by=person, now=now, before=None, after=after)
    return person


def _values(invitation: Invitation) -> dict[str, Any]:
    return {name: getattr(invitation, name) for name in TOLD}
