"""What log-in does by the clock."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from rorikt.duties.ticking import Duty


def forget_old_sessions(now: datetime) -> str:
    count, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return f"{count} utløpte pålogginger er slettet." if count else ""


DUTIES = (Duty("Sletter utløpte pålogginger", timedelta(days=1), forget_old_sessions),)
