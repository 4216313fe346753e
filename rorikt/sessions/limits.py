"""When a session is over: after so long without anything done by hand, and after so long in all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE, LONG, CLOCK = "idle", "long", "clock"
SKEW = timedelta(minutes=5)  # by which clocks of several machines, or of one that is put right, may differ


@dataclass(frozen=True)
class Limits:
    idle: timedelta
    whole: timedelta


def why_over(limits: Limits, began: datetime, seen: datetime, now: datetime) -> str:
    """IDLE, LONG or CLOCK, empty while it lasts. A clock that was set back makes nothing longer than by SKEW."""
    if now < began - SKEW:
        return CLOCK
    if now >= began + limits.whole:
        return LONG
    return IDLE if now >= seen + limits.idle else ""


def left(limits: Limits, began: datetime, seen: datetime, now: datetime) -> tuple[timedelta, timedelta]:
    """What is left until it is over for want of anything done, and in any case; never below nothing."""
    nothing = timedelta(0)
    return max(nothing, seen + limits.idle - now), max(nothing, began + limits.whole - now)
