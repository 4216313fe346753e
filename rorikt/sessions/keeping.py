"""A session is kept while something is done by hand, and no longer than a working day; then the person is told why.

What a page asks by itself, as one that follows a meeting does, keeps nobody logged in.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from rorikt.sessions.limits import Limits, left, why_over

BEGAN, SEEN, ENDED = "began_at", "seen_at", "ended"
WRITTEN_EACH = timedelta(minutes=1)  # so that reading costs no write
# What tells who writes where as long as an editor is open; see rorikt/saving/presence.py.
BY_ITSELF = "-here"


def limits() -> Limits:
    return Limits(timedelta(minutes=settings.IDLE_MINUTES), timedelta(hours=settings.SESSION_HOURS))


@receiver(user_logged_in)
def mark(sender: Any, request: HttpRequest, **signal: Any) -> None:
    """Stored with the log-in itself."""
    now = timezone.now()
    request.session[BEGAN] = request.session[SEEN] = now.isoformat()
    request.session.pop(ENDED, None)


def keep_sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, after that which finds who is logged in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        now = timezone.now()
        began, seen = _marks(request, now)
        if reason := why_over(limits(), began, seen, now):
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
            request.session[ENDED] = reason
            return get_response(request)
        response = get_response(request)
        if request.user.is_authenticated and now - seen >= WRITTEN_EACH and is_by_hand(request):
            request.session[SEEN] = now.isoformat()
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
        return response

    return middleware


def is_by_hand(request: HttpRequest) -> bool:
    """A page that is gone to, and what is sent. A browser that does not tell what it fetches for is believed."""
    if request.method in {"GET", "HEAD"}:
        return request.headers.get("Sec-Fetch-Dest", "document") == "document"
    name = request.resolver_match.url_name if request.resolver_match else ""
    return not (name or "").endswith(BY_ITSELF)


def time_left(request: HttpRequest, now: datetime) -> tuple[timedelta, timedelta]:
    return left(limits(), *_marks(request, now), now)


def why_ended(request: HttpRequest) -> str:
    """Why the last session of this browser ended, in words; empty where its person ended it."""
    ended = request.session.get(ENDED, "")
    return _WORDS[ended]() if ended in _WORDS else ""


KEPT = "Det du hadde skrevet uten å lagre, er tatt vare på i denne nettleseren."
_WORDS: dict[str, Callable[[], str]] = {
    "idle": lambda: f"Du ble logget ut fordi det ikke skjedde noe på {_minutes(settings.IDLE_MINUTES)}. {KEPT}",
    "long": lambda: f"Du ble logget ut fordi det var {_hours(settings.SESSION_HOURS)} siden du logget inn. {KEPT}",
    "clock": lambda: f"Du ble logget ut fordi klokken på tjeneren er stilt tilbake. Logg inn på nytt. {KEPT}",
}


def _minutes(count: int) -> str:
    if count % 60 == 0:
        return _hours(count // 60)
    return "ett minutt" if count == 1 else f"{count} minutter"


def _hours(count: int) -> str:
    return "en time" if count == 1 else f"{count} timer"


def _marks(request: HttpRequest, now: datetime) -> tuple[datetime, datetime]:
    """One from before sessions had an end begins when it is seen first."""
    began, seen = (parse_datetime(request.session.get(name, "")) for name in (BEGAN, SEEN))
    if began is None or seen is None:
        began = seen = now
        request.session[BEGAN] = request.session[SEEN] = now.isoformat()
        UserSession.objects.create_from_request(request)
    return began, seen
