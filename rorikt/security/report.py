"""What a page tells of log-ins: a person's own factors and sessions, and who of all has which."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rorikt.people.models import User
from rorikt.security.devices import device
from rorikt.sessions.ending import open_sessions

PASSKEY, APP = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP


@dataclass(frozen=True)
class Own:
    """The factors of one person."""

    passkeys: list[Authenticator]
    app: Authenticator | None
    codes_left: int | None  # None where there are none to be had
    is_connected: bool

    @property
    def has_any(self) -> bool:
        return bool(self.passkeys or self.app)


@dataclass(frozen=True)
class Open:
    """A session as its person knows it."""

    session: UserSession
    device: str
    is_this: bool


def own_factors(person: User) -> Own:
    rows = list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk"))
    of = {one.type: one for one in rows}
    codes = of.get(Authenticator.Type.RECOVERY_CODES)
    return Own(
        passkeys=[one for one in rows if one.type == PASSKEY],
        app=of.get(APP),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        is_connected=SocialAccount.objects.filter(user_id=person.pk).exists(),
    )


def own_sessions(person: User, key: str | None, now: datetime) -> list[Open]:
    """The one that asks first."""
    rows = open_sessions(person, now)
    found = [Open(one, device(one.user_agent), one.session_key == key) for one in rows]
    return sorted(found, key=lambda one: not one.is_this)


def people_with_factors() -> "QuerySet[User]":
    """Each with how many passkeys, whether an app and codes, and whether the account is connected elsewhere."""
    codes = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.RECOVERY_CODES)
    return User.objects.select_related("municipality").annotate(
        passkeys=Count("authenticator", filter=Q(authenticator__type=PASSKEY), distinct=True),
        apps=Count("authenticator", filter=Q(authenticator__type=APP), distinct=True),
        has_codes=Exists(codes),
        is_connected=Exists(SocialAccount.objects.filter(user_id=OuterRef("pk"))),
    )
