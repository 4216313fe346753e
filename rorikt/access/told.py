"""Log-ins in the trail: who came in and how, who left, and who was refused.

What was typed where an unknown address was refused is not kept: it may be a password, typed in the wrong field.
"""

from datetime import datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.core.internal.ratelimit import get_ip
from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from rorikt import mail
from rorikt.audit import trail
from rorikt.people.models import Cooperation, User
from rorikt.sessions.ending import end_others

UNKNOWN = "ukjent"
METHODS = {"password": "passord", "socialaccount": "felles innlogging", "mfa": "andre trinn"}


@receiver(user_logged_in)
def logged_in(sender: Any, request: HttpRequest, user: User, **signal: Any) -> None:
    how = [_method(record) for record in get_authentication_records(request, user)]
    now, place = timezone.now(), place_of(request)
    trail.record("logget inn", user, by=user, now=now, how=list(dict.fromkeys(how)), place=place)


def logged_out(person: User, now: datetime) -> None:
    trail.record("logget ut", person, by=person, now=now)


def refused(request: HttpRequest, email: str, now: datetime) -> None:
    person = User.objects.filter(email__iexact=email.strip()).first()
    trail.record("mislyktes i å logge inn", person or User(pk=UNKNOWN), by=None, now=now, place=place_of(request))


@receiver([password_changed, password_set])
def changed(sender: Any, request: HttpRequest, user: User, **signal: Any) -> None:
    """The other sessions are over by then, since they were begun with another password; so are their rows now."""
    now = timezone.now()
    trail.record("byttet passord", user, by=user, now=now)
    end_others(user, but=request.session.session_key, by=user, now=now)
    warn(user, "Passordet ditt er byttet")


@receiver(password_reset)
def chosen_anew(sender: Any, request: HttpRequest, user: User, **signal: Any) -> None:
    now = timezone.now()
    trail.record("byttet passord", user, by=user, now=now, how="lenke i e-post")
    end_others(user, but=None, by=user, now=now)
    warn(user, "Passordet ditt er byttet")


def place_of(request: HttpRequest) -> str:
    """The network address that the outermost of our proxies saw."""
    return str(get_ip(request))


def warn(person: User, what: str) -> None:
    """A mail to whom it happened, who may not be the one who did it. Where mail cannot be sent the trail has it."""
    cooperation = Cooperation.objects.first()
    name = cooperation.name if cooperation else "Rorikt"
    body = (
        f"Hei.\n\n{what} i styringssystemet til {name}.\n\nVar det deg, trenger du ikke gjøre noe. Var det ikke deg, "
        "si fra til en administrator med en gang, og bytt passord.\n"
    )
    message = EmailMessage(f"{name}: {what}", body, to=[person.email], headers={"Auto-Submitted": "auto-generated"})
    transaction.on_commit(lambda: mail.send_if_possible(message))


def _method(record: dict[str, Any]) -> str:
    kinds = {"totp": "kodeapp", "webauthn": "passnøkkel", "recovery_codes": "reservekode"}
    if record.get("method") == "mfa":
        return kinds.get(record.get("type", ""), METHODS["mfa"])
    return METHODS.get(record.get("method", ""), "annet")
