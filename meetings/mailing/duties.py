"""Mails that wait are taken up again, and what came back of those that were sent is read."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.mailing import outbox
from meetings.mailing.models import Delivery
from rorikt.calendar import local_day
from rorikt.duties.ticking import Duty
from rorikt.mail import Undelivered, reports
from rorikt.mail.reports import Report

State = Delivery.State
LATELY = timedelta(days=14)  # a mail server has given up long before


def read_reports(now: datetime) -> str:
    """What the mailbox says of mails that we sent. To read the same again changes nothing."""
    count = 0
    try:
        for report in reports.fetch_reports(local_day(now - LATELY)):
            count += keep_report(report)
    except Undelivered as error:
        raise ValidationError(str(error)) from error
    return f"{count} leveringsrapporter er lest." if count else ""


def keep_report(report: Report) -> bool:
    """False for one that is of no mail of ours, or known already. One that is late may arrive yet, or fail."""
    delivery = Delivery.objects.filter(message_id=report.message_id).first()
    if delivery is None or delivery.state == State.RETURNED or delivery.report == report.told:
        return False
    told: dict[str, Any] = {"report": report.told or "Uten forklaring", "reported_at": timezone.now()}
    if not report.has_failed:
        return bool(Delivery.objects.filter(pk=delivery.pk).exclude(state=State.RETURNED).update(**told))
    if delivery.state in (State.HANDED_OVER, State.UNCERTAIN):
        outbox.settle(delivery, State.RETURNED, was=State(delivery.state), **told)
        return True
    return False


def _may_come_back() -> bool:
    if not reports.is_set_up():
        return False
    sent = Delivery.objects.filter(state__in=(State.HANDED_OVER, State.UNCERTAIN))
    return sent.filter(settled_at__gt=timezone.now() - LATELY).exists()


DUTIES = (
    Duty(
        "Sender innkallinger som venter",
        timedelta(minutes=1),
        outbox.take_up,
        waits=lambda: Delivery.objects.unfinished().exists(),
    ),
    Duty("Leser leveringsrapporter", timedelta(minutes=5), read_reports, waits=_may_come_back),
)
