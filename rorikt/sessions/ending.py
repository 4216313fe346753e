"""Sessions ended from elsewhere: a person's own, or all of one who is closed out."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from rorikt.audit import trail
from rorikt.people.models import User


@transaction.atomic
def end_session(session: UserSession, *, by: User, now: datetime) -> None:
    end(UserSession.objects.filter(pk=session.pk))
    trail.record("avsluttet økt", session.user, by=by, now=now, count=1)


@transaction.atomic
def end_others(person: User, *, but: str | None, by: User, now: datetime) -> int:
    """All of the person's, but for the one of this key."""
    count = end(UserSession.objects.filter(user_id=person.pk).exclude(session_key=but or ""))
    if count:
        trail.record("avsluttet økter", person, by=by, now=now, count=count)
    return count


def end(sessions: "QuerySet[UserSession]") -> int:
    """How many there still were. What is said of them is the caller's."""
    keys = list(sessions.values_list("session_key", flat=True))
    count, _ = Session.objects.filter(session_key__in=keys).delete()
    sessions.model.objects.filter(session_key__in=keys).delete()
    return count


def open_sessions(person: User, now: datetime) -> "QuerySet[UserSession]":
    """Those that still let somebody in, the last used first."""
    there = Session.objects.filter(expire_date__gt=now).values("session_key")
    return UserSession.objects.filter(user_id=person.pk, session_key__in=there).order_by("-last_seen_at", "-pk")
