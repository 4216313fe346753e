"""Whether the mails of notices go out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Min

from meetings.mailing.models import Delivery
from rorikt.conditions import Condition, Measure, State

LONGEST_WAIT = timedelta(hours=1)


def look_at_waiting(now: datetime) -> State:
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("notice__sent_at"))
    if not found["count"]:
        return State("Ingen venter", True, now)
    is_late = now - found["oldest"] > LONGEST_WAIT
    detail = "De sendes når e-posttjeneren svarer. Se over e-posttjeneren og bakgrunnsjobbene." if is_late else ""
    return State(f"{found['count']} venter", not is_late, found["oldest"], detail)


def count_waiting(now: datetime) -> Iterable[tuple[dict[str, str], float]]:
    yield {}, Delivery.objects.filter(state=Delivery.State.WAITING).count()


CONDITIONS = (Condition("Innkallinger på e-post", look_at_waiting),)
MEASURES = (Measure("mails_waiting", "Mails of notices that wait for the mail server.", count_waiting),)
