"""The mails of a notice given to the mail server, one after the other, and what the server said stored at once.

A mail is marked as begun before the server gets it. Where the worker dies before the answer is stored, nobody knows
whether it was sent: it is marked as uncertain, and a person decides. Nothing is sent twice by itself.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from meetings.mailing import letters
from meetings.mailing.models import Delivery, Notice
from rorikt.audit import trail
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.jobs.queue import Progress
from rorikt.mail import Undelivered, handing_over
from rorikt.people.models import User

State = Delivery.State
AGAIN_AFTER = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(days=2)
LOST = "Sendingen ble avbrutt før svaret kom. E-posten kan være sendt."
# What the trail says that a mail has become.
TOLD = {
    State.WAITING: "satt til ny sending",
    State.HANDED_OVER: "overlevert",
    State.REFUSED: "avvist",
    State.UNCERTAIN: "usikker",
    State.RETURNED: "kommet i retur",
}


def start_sending(notice: Notice, *, by: User | None) -> Job:
    return queue.start(
        send_mails,
        key=f"notice:{notice.pk}",
        title=f"{notice.get_kind_display()} til møte {notice.meeting.number} sendes",
        by=by,
        origin=notice.get_absolute_url(),
        notice_id=notice.pk,
    )


@queue.work("notice", may_see=lambda user, **arguments: user.has_perm("meetings.send_notice"))
def send_mails(progress: Progress, *, notice_id: int) -> str:
    """Raises ValidationError where the mail server is away: what waits is then taken up again by the clock."""
    notice = Notice.objects.select_related("meeting", "sent_by", "full_packet", "public_packet").get(pk=notice_id)
    settle_lost(notice)
    packets = letters.packets_of(notice)
    waiting = list(notice.deliveries.filter(state=State.WAITING))
    for number, delivery in enumerate(waiting, start=1):
        progress(f"Sender {number} av {len(waiting)}", 100 * (number - 1) // len(waiting))
        try:
            _hand_over(notice, delivery, packets)
        except Undelivered as error:
            raise ValidationError(str(error)) from error
        if number < len(waiting):
            time.sleep(60 / settings.MAIL_PER_MINUTE)
    return notice.get_absolute_url()


def settle_lost(notice: Notice) -> None:
    """Those whose sender died. Only called by what sends this notice now, or where nothing does."""
    for delivery in notice.deliveries.filter(state=State.BEGUN):
        settle(delivery, State.UNCERTAIN, was=State.BEGUN, reply=LOST)


def is_being_sent(notice: Notice) -> bool:
    jobs = Job.objects.filter(key=f"notice:{notice.pk}", state__in=Job.UNFINISHED)
    queue.settle_lost(jobs)
    return jobs.exists()


def _hand_over(notice: Notice, delivery: Delivery, packets: letters.Packets) -> None:
    message = letters.message_of(notice, delivery, packets)
    taken = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    if not taken.update(state=State.BEGUN, begun_at=timezone.now()):
        return
    try:
        reply = handing_over.hand_over(message)
    except Undelivered as error:
        Delivery.objects.filter(pk=delivery.pk, state=State.BEGUN).update(state=State.WAITING, reply=str(error))
        raise
    except handing_over.Unknown:
        settle(delivery, State.UNCERTAIN, was=State.BEGUN, reply=LOST)
        return
    if reply.is_for_now:
        later = {"state": State.WAITING, "code": reply.code, "reply": reply.text}
        Delivery.objects.filter(pk=delivery.pk, state=State.BEGUN).update(**later)
        return
    state = State.HANDED_OVER if reply.is_taken else State.REFUSED
    settle(delivery, state, was=State.BEGUN, code=reply.code, reply=reply.text)


@transaction.atomic
def settle(delivery: Delivery, state: State, *, was: State, by: User | None = None, **told: Any) -> None:
    """Store what became of a mail. Raises ValidationError where it has become something else in the meantime."""
    now = timezone.now()
    is_open = state == State.WAITING
    values = {"state": state, "settled_at": None if is_open else now, **told}
    if not Delivery.objects.filter(pk=delivery.pk, state=was).update(**values):
        raise ValidationError("Utsendingen har fått en annen status i mellomtiden. Last siden på nytt.")
    trail.record(
        f"førte e-post som {TOLD[state]}", delivery, by=by, now=now, before={"state": was}, after={"state": state}
    )


def send_again(delivery: Delivery, *, by: User) -> None:
    """A person chooses it for one that was refused, or that nobody knows of. With the same Message-ID."""
    if delivery.state not in (State.UNCERTAIN, State.REFUSED):
        raise ValidationError("Bare det som er usikkert eller avvist, kan sendes på nytt.")
    with transaction.atomic():
        settle(delivery, State.WAITING, was=State(delivery.state), by=by, code=None, reply="")
        start_sending(delivery.notice, by=by)


def mark_as_delivered(delivery: Delivery, *, by: User) -> None:
    """A person knows that it has arrived, or has told the reader in another way."""
    if delivery.state not in (State.UNCERTAIN, State.REFUSED, State.RETURNED):
        raise ValidationError("Bare det som er usikkert, avvist eller kommet i retur, kan føres som levert.")
    settle(delivery, State.HANDED_OVER, was=State(delivery.state), by=by, reply=f"Ført som levert av {by.name}")


def take_up(now: datetime) -> str:
    """Go on with what waits and has no sender, once a while has passed, and give up after two days."""
    waiting = Delivery.objects.unfinished()
    count = 0
    for notice in Notice.objects.filter(pk__in=waiting.values("notice")).select_related("meeting"):
        if is_being_sent(notice):
            continue
        settle_lost(notice)
        left = notice.deliveries.filter(state=State.WAITING)
        tried = left.exclude(begun_at=None).filter(begun_at__gt=now - AGAIN_AFTER)
        if left.exists() and not tried.exists() and now - notice.sent_at < GIVEN_UP_AFTER:
            start_sending(notice, by=None)
            count += 1
    return f"{count} utsendinger er tatt opp igjen." if count else ""
