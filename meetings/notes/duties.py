"""What is done by the clock with notes: who leaves is warned, and the notes of who has left are deleted."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from meetings.notes import leaving
from meetings.notes.models import Leaving
from rorikt.duties.ticking import Duty
from rorikt.mail import Undelivered, is_set_up
from rorikt.mail.handing_over import hand_over_once


def notice_and_delete(now: datetime) -> str:
    """Told in numbers: nobody is named."""
    deleted, noticed = leaving.delete_due(now), leaving.notice(now)
    told = [f"{noticed} skal få vite at notatene deres slettes."] if noticed else []
    return " ".join([*told, *([f"Notatene til {deleted} er slettet."] if deleted else [])])


def tell(now: datetime) -> str:
    """Raises ValidationError where mail cannot be sent now."""
    try:
        sent = sum(
            hand_over_once(Leaving.objects.filter(pk=row.pk), "mailed_at", lambda row=row: leaving.message(row), now)  # type: ignore[misc]
            for row in list(Leaving.objects.filter(mailed_at=None).select_related("user").order_by("pk"))
        )
    except Undelivered as reason:
        raise ValidationError(str(reason)) from reason
    return f"{sent} fikk vite at notatene deres slettes." if sent else ""


def is_waiting() -> bool:
    return is_set_up() and Leaving.objects.filter(mailed_at=None).exists()


DUTIES = (
    Duty("Sletter notater etter at vervet er slutt", timedelta(hours=6), notice_and_delete),
    Duty("Varsler dem som får notatene sine slettet", timedelta(minutes=10), tell, waits=is_waiting),
)
