"""Mails of notices that were on their way when a backup was made: nobody knows whether they have gone since."""

from datetime import datetime

from meetings.mailing import outbox
from meetings.mailing.models import Delivery

MAY_HAVE_GONE = "Ventet da sikkerhetskopien ble laget. E-posten kan være sendt siden."


def after_restore(now: datetime) -> list[str]:
    """They are not sent by themselves: a person sees them as uncertain, and sends again those that did not arrive."""
    waiting = list(Delivery.objects.unfinished())
    for delivery in waiting:
        state = Delivery.State(delivery.state)
        outbox.settle(
            delivery, Delivery.State.UNCERTAIN, was=state, reply=MAY_HAVE_GONE, begun_at=delivery.begun_at or now
        )
    told = f"{len(waiting)} e-poster med innkalling ventet da kopien ble laget. De står som usikre på møtets side."
    return [told] if waiting else []


def forget_waiting(now: datetime) -> list[str]:
    return []  # they wait for a person already
