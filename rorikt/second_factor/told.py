"""What happens with a second factor: in the trail, by mail to its person, and to the person's other sessions."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from rorikt.access.told import place_of, warn
from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.second_factor.forms import LAST
from rorikt.second_factor.requiring import OWN
from rorikt.sessions.ending import end_others

KINDS = {
    Authenticator.Type.TOTP: "kodeapp",
    Authenticator.Type.WEBAUTHN: "passnøkkel",
    Authenticator.Type.RECOVERY_CODES: "reservekoder",
}


@receiver(authenticator_added)
def added(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    """Whoever sets it up has it in hand, so this session has been through it; a session elsewhere has not, and ends."""
    now = timezone.now()
    trail.record("la til innloggingsfaktor", user, by=user, now=now, factor=KINDS[authenticator.type])
    if authenticator.type not in OWN:
        return
    if (step := getattr(request, LAST, None)) is not None:
        authenticator.data[LAST] = step
        authenticator.save(update_fields=["data"])
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    end_others(user, but=request.session.session_key, by=user, now=now)
    warn(user, f"Det er lagt til en {KINDS[authenticator.type]} for innloggingen din")


@receiver(authenticator_removed)
def removed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    trail.record("fjernet innloggingsfaktor", user, by=user, now=timezone.now(), factor=KINDS[authenticator.type])
    if authenticator.type in OWN:
        warn(user, f"En {KINDS[authenticator.type]} er fjernet fra innloggingen din")


@receiver(authenticator_reset)
def made_anew(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    trail.record("laget nye reservekoder", user, by=user, now=timezone.now())
    warn(user, "Det er laget nye reservekoder for innloggingen din")


@receiver(authentication_failed)
def failed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    now, place = timezone.now(), place_of(request)
    trail.record("mislyktes i andre trinn", user, by=None, now=now, factor=KINDS[authenticator.type], place=place)
