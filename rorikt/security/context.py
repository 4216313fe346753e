"""What the log-in page offers, and how long a session lasts without anything done, for the script that warns."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from rorikt.access.log_in import NOBODY
from rorikt.sessions.keeping import why_ended


def log_in(request: HttpRequest) -> dict[str, Any]:
    return {
        "sign_on": settings.OIDC,
        "has_own_log_in": settings.OWN_LOG_IN != NOBODY,
        "own_log_in": settings.OWN_LOG_IN,
        "idle_seconds": settings.IDLE_MINUTES * 60,
        "why_ended": lambda: why_ended(request),
    }
