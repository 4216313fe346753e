"""What is asked of Pureservice, and forgotten of its tickets, by the clock."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rorikt.duties.ticking import Duty
from support.pureservice.models import PureserviceConnection
from support.syncing import sync
from support.syncing.actions import forget_ticket_details


def ask_pureservice(now: datetime) -> str:
    """A job, as when a person asks: it shows its progress, and nobody starts another meanwhile."""
    sync.start_sync(full=False, by=None)
    return "Spør Pureservice om det som er endret."


def forget_old_details(now: datetime) -> str:
    before = date(timezone.localdate(now).year - settings.TICKET_DETAILS_YEARS, 1, 1)
    count = forget_ticket_details(before, by=None, now=now)
    return f"Detaljer om {count} saker opprettet før {before:%d.%m.%Y} er slettet." if count else ""


DUTIES = (
    Duty(
        "Synkroniserer med Pureservice",
        timedelta(hours=1),
        ask_pureservice,
        waits=lambda: PureserviceConnection.objects.filter(is_enabled=True).exists(),
    ),
    Duty(
        "Sletter detaljer om gamle saker",
        timedelta(days=1),
        forget_old_details,
        waits=lambda: settings.TICKET_DETAILS_YEARS > 0,
    ),
)
