"""Somebody comes from the identity provider: who they are here, and the role that they have today.

A person is known by what the provider calls them, which nobody chooses for themselves. An address makes them known
once, and only where the provider vouches for it (docs/decisions/0062-single-sign-on.md).
"""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.access.told import warn
from rorikt.audit import trail
from rorikt.invitations.actions import make_person
from rorikt.invitations.models import Invitation
from rorikt.people.models import Municipality, User
from rorikt.sessions.ending import end
from rorikt.single_sign_on.claims import Claims, Rules, email_in, municipality_in, role_in

NOBODY = (
    "Vi kjenner ingen bruker med denne kontoen. Be IKT-lederen eller en administrator om å invitere deg med "
    "e-postadressen du bruker i virksomheten din."
)
ANOTHER = (
    "Brukeren med din e-postadresse hører til en annen konto hos virksomheten din. Kontakt en administrator, som kan "
    "koble den fra."
)
NO_ROLE = (
    "Virksomheten din har ikke gitt deg noen rolle i styringssystemet, eller den har tatt den tilbake. Kontakt "
    "IKT-lederen hvis det er feil."
)
NO_MUNICIPALITY = "Rollen din krever en kommune, og kontoen din sier ikke hvilken. Kontakt en administrator."

REPRESENTS = {User.Role.FINANCE, User.Role.COUNCIL_MEMBER}


class Refused(Exception):
    """Why the person is not let in, in words."""


def person_of(account: SocialAccount, claims: Claims, rules: Rules, *, makes_accounts: bool, now: datetime) -> User:
    """The user who logs in, as they are from now on. Raises Refused; a role that is lost is taken all the same."""
    with transaction.atomic():
        person = _known(account) or _by_address(account, claims, rules, now)
        reason = ""
        if person is None:
            person = _new(claims, rules, makes_accounts, now)
            _connect(account, person, now)
        elif person.is_active and rules.roles:
            reason = _take_role(person, claims, rules, now)
    if reason:
        raise Refused(reason)
    return person


def _known(account: SocialAccount) -> User | None:
    known = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).first()
    return User.objects.select_for_update().get(pk=known.user_id) if known else None


def _by_address(account: SocialAccount, claims: Claims, rules: Rules, now: datetime) -> User | None:
    """The first time. An address that is another's by now is not enough to become the one who had it."""
    email = email_in(claims, rules)
    person = User.objects.select_for_update().filter(email__iexact=email).first() if email else None
    if person is None:
        return None
    if SocialAccount.objects.filter(user=person, provider=account.provider).exists():
        raise Refused(ANOTHER)
    _connect(account, person, now)
    return person


def _new(claims: Claims, rules: Rules, makes_accounts: bool, now: datetime) -> User:
    """Only who is invited, or where accounts are made for all who have been given a role."""
    email = email_in(claims, rules)
    invitation = Invitation.objects.open(now).for_address(email).first() if email else None
    role = role_in(claims, rules)
    if invitation is None and not (makes_accounts and email):
        raise Refused(NOBODY)
    if not role and (rules.roles or invitation is None):
        raise Refused(NO_ROLE)
    role = role or (invitation.role if invitation else "")
    municipality = _municipality(claims, rules) or (invitation.municipality_id if invitation else None)
    if role in REPRESENTS and not municipality:
        raise Refused(NO_MUNICIPALITY)
    given = {
        "name": str(claims.get("name") or (invitation.name if invitation else "") or email)[:80],
        "role": role,
        "municipality_id": municipality,
        "is_staff": role == User.Role.ADMINISTRATOR,
    }
    try:
        if invitation is not None:
            return make_person(invitation, now=now, **given)
        person = User.objects.create_user(email, None, **given)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    trail.record("la til bruker", person, by=person, now=now, before=None, after={"email": email, **given})
    return person


def _take_role(person: User, claims: Claims, rules: Rules, now: datetime) -> str:
    """As the claims have it today. What is refused is said in words; the role is gone, and so are the sessions."""
    role = role_in(claims, rules)
    municipality = _municipality(claims, rules) or person.municipality_id
    if role in REPRESENTS and municipality is None:
        role, reason = "", NO_MUNICIPALITY
    else:
        reason = "" if role else NO_ROLE
    fields: dict[str, Any] = {
        "role": role,
        "municipality_id": municipality,
        "is_staff": role == User.Role.ADMINISTRATOR or (person.is_staff and role == person.role),
    }
    before = {name: getattr(person, name) for name in fields}
    changed = [name for name in fields if before[name] != fields[name]]
    if changed:
        for name in changed:
            setattr(person, name, fields[name])
        person.save(update_fields=[name.removesuffix("_id") for name in changed])
        told = [{name: values[name] for name in changed} for values in (before, fields)]
        trail.record(
            "endret bruker", person, by=None, now=now, source="felles innlogging", before=told[0], after=told[1]
        )
    if not role:
        end(UserSession.objects.filter(user_id=person.pk))
    return reason


def _municipality(claims: Claims, rules: Rules) -> str | None:
    number = municipality_in(claims, rules)
    return number if number and Municipality.objects.filter(pk=number).exists() else None


def _connect(account: SocialAccount, person: User, now: datetime) -> None:
    account.user = person
    account.save()
    trail.record("koblet felles innlogging", person, by=person, now=now)
    warn(person, "Kontoen din i virksomheten er koblet til innloggingen din")
