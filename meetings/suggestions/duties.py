"""Cases are proposed by the clock."""

from datetime import datetime, timedelta

from django.utils import timezone

from meetings.suggestions.actions import keep_facts
from rorikt.duties.ticking import Duty


def propose(now: datetime) -> str:
    count = keep_facts(timezone.localdate(now), now=now)
    return f"{count} {'nytt' if count == 1 else 'nye'} forslag til saker." if count else ""


DUTIES = (Duty("Foreslår saker", timedelta(hours=1), propose),)
