"""When a session is over: after so long without anything done by hand, and after so long in all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE, LONG = "idle", "long"


@dataclass(frozen=True)
class Limits:
    idle: timedelta
    whole: timedelta


def why_over(limits: Limits, began: datetime, seen: datetime, now: datetime) -> str:
    """IDLE or LONG, empty while it lasts. A clock that was set back makes nothing longer than it was."""
    if not began <= now < began + limits.whole:
        return LONG
    return IDLE if now >= seen + limits.idle else ""


def left(limits: Limits, began: datetime, seen: datetime, now: datetime) -> tuple[timedelta, timedelta]:
    """What is left until it is over for want of anything done, and in any case; never below nothing."""
    nothing = timedelta(0)
    return max(nothing, seen + limits.idle - now), max(nothing, began + limits.whole - now)
