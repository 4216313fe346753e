"""A person's account elsewhere is taken from the user, so that another account may have it."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.access.told import warn
from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.sessions.ending import end


@transaction.atomic
def disconnect(person: User, *, by: User, now: datetime) -> None:
    """Raises ValidationError for one's own, and where there is none."""
    require(by, "rorikt.change_people")
    if person.pk == by.pk:
        raise ValidationError("Du kan ikke koble fra din egen konto.")
    count, _ = SocialAccount.objects.filter(user_id=person.pk).delete()
    if not count:
        raise ValidationError(f"{person.name} er ikke koblet til noen konto.")
    end(UserSession.objects.filter(user_id=person.pk))
    trail.record("fjernet felles innlogging", person, by=by, now=now)
    warn(person, "Kontoen din i virksomheten er koblet fra innloggingen din")
