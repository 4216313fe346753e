"""Drafts are checked and printed soon after they, or their figures, were changed; changes in a row count as one."""

from datetime import datetime, timedelta

from meetings.readiness.findings import check, stale_drafts
from meetings.readiness.printing_ahead import is_waiting, print_next
from rorikt.duties.ticking import Duty


def check_drafts(now: datetime) -> str:
    drafts = stale_drafts()
    for pk in drafts:
        check(pk)
    return f"{len(drafts)} utkast er kontrollert."


DUTIES = (
    Duty(
        "Kontrollerer utkast",
        timedelta(0),
        check_drafts,
        waits=lambda: bool(stale_drafts()),
        longest=timedelta(minutes=5),
    ),
    Duty(
        "Lager dokumenter på forhånd",
        timedelta(0),
        print_next,
        waits=is_waiting,
        longest=timedelta(minutes=5),
    ),
)
