"""A second factor that is lost: an administrator takes it away, and its person sets up another."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.access.told import warn
from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.second_factor.told import KINDS
from rorikt.sessions.ending import end


@transaction.atomic
def reset_second_factor(person: User, *, by: User, now: datetime) -> None:
    """Takes all of them, and ends every session of the person. Raises ValidationError for one's own."""
    require(by, "rorikt.change_people")
    if person.pk == by.pk:
        raise ValidationError(
            "Din egen innlogging endrer du under «Innlogging og sikkerhet». Har du mistet alt, må en annen nullstille."
        )
    User.objects.select_for_update().get(pk=person.pk)
    factors = list(Authenticator.objects.filter(user_id=person.pk).order_by("pk"))
    if not factors:
        raise ValidationError(f"{person.name} har ingen kodeapp eller passnøkkel å nullstille.")
    Authenticator.objects.filter(user_id=person.pk).delete()
    end(UserSession.objects.filter(user_id=person.pk))
    told = sorted({KINDS[one.type] for one in factors})
    trail.record("nullstilte innloggingsfaktorer", person, by=by, now=now, factor=told)
    warn(person, "En administrator har nullstilt totrinnsinnloggingen din")
