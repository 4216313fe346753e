"""What waits to be told becomes mails: at once, or gathered in the morning. Nothing is sent twice by itself.

A mail is stored as begun, with what it tells, before the server gets it. Where its sender dies before the answer is
stored, or the server never answers, it is uncertain and stays so. What the server certainly has not got waits.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from rorikt.calendar import OSLO, local_day
from rorikt.mail import Undelivered, is_set_up
from rorikt.mail.handing_over import LONGEST_REPLY, Unknown, hand_over
from rorikt.people.models import User
from rorikt.telling.letters import letter
from rorikt.telling.models import Told, ToldMail, When
from rorikt.telling.telling import kinds, wishes_of

State, MailState = Told.State, ToldMail.State
MORNING = time(7)  # in Oslo
LOST_AFTER = timedelta(minutes=30)  # as long as the duty may take
AGAIN_AFTER = timedelta(minutes=10)
DROPPED_AFTER = timedelta(days=3)
LOST = "Sendingen ble avbrutt før svaret kom. E-posten kan være sendt."


def morning_of(day: date) -> datetime:
    """The moment the mail of the day is sent, and until which it tells."""
    return datetime.combine(day, MORNING, OSLO)


def send_waiting(now: datetime) -> str:
    """At most as many as may be sent in a minute. Raises ValidationError where the mail server is away."""
    ToldMail.objects.filter(state=MailState.BEGUN, begun_at__lt=now - LOST_AFTER).update(
        state=MailState.UNCERTAIN, reply=LOST
    )
    _drop_what_nobody_gets(now)
    if not is_set_up():
        return ""
    sent = 0
    for person, rows, day in islice(_batches(now), settings.MAIL_PER_MINUTE):
        try:
            sent += _send(person, rows, day, now)
        except Undelivered as reason:
            raise ValidationError(str(reason)) from reason
    return f"{sent} e-post{'er' if sent > 1 else ''} med varsler er sendt." if sent else ""


def _drop_what_nobody_gets(now: datetime) -> None:
    """What has waited for days is old, and who has left is told nothing."""
    nobody = Q(made_at__lt=now - DROPPED_AFTER) | Q(user__is_active=False)
    waiting = Told.objects.waiting().filter(nobody).values("pk")
    Told.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(state=State.DROPPED)


def _batches(now: datetime) -> Iterator[tuple[User, Sequence[Told], date | None]]:
    """What goes into each mail, the oldest first: one for what is told at once, one for what the morning gathers."""
    today = local_day(now)
    rows = Told.objects.waiting().filter(Q(tried_at=None) | Q(tried_at__lte=now - AGAIN_AFTER))
    waiting = list(rows.select_related("user").order_by("user", "made_at", "pk"))
    wishes = wishes_of({row.user_id: row.user for row in waiting}.values(), {row.kind for row in waiting})
    is_morning = now >= morning_of(today)
    told_today = set(ToldMail.objects.filter(day=today).values_list("user", flat=True)) if is_morning else set()
    for person, its_own in groupby(waiting, key=lambda row: row.user):
        at_once, gathered = [], []
        for row in its_own:
            wish = wishes[person.pk, row.kind]
            if wish == When.NEVER or not kinds()[row.kind].concerns(person):
                Told.objects.waiting().filter(pk=row.pk).update(state=State.UNWANTED)
            elif wish == When.AT_ONCE:
                at_once.append(row)
            elif row.made_at < morning_of(today):
                gathered.append(row)
        if at_once:
            yield person, at_once, None
        if gathered and is_morning and person.pk not in told_today:
            yield person, gathered, today


def _send(person: User, rows: Sequence[Told], day: date | None, now: datetime) -> bool:
    """Whether the server took it."""
    begun = _begin(person, rows, day, now)
    if begun is None:
        return False
    mail, rows = begun
    its_own = ToldMail.objects.filter(pk=mail.pk, state=MailState.BEGUN)
    try:
        reply = hand_over(letter(person, rows, day))
    except Undelivered:
        _take_back(its_own, rows, now)
        raise
    except Unknown:
        its_own.update(state=MailState.UNCERTAIN, reply=LOST)
        return False
    if reply.is_for_now:
        _take_back(its_own, rows, now)
        return False
    state = MailState.HANDED_OVER if reply.is_taken else MailState.REFUSED
    its_own.update(state=state, reply=reply.text[:LONGEST_REPLY])
    return reply.is_taken


def _begin(
    person: User, rows: Sequence[Told], day: date | None, now: datetime
) -> tuple[ToldMail, Sequence[Told]] | None:
    """The mail, and what is still waiting of the rows: another sender may have been first. None where all is taken."""
    try:
        with transaction.atomic():
            mail = ToldMail.objects.create(user=person, day=day, begun_at=now)
            waiting = Told.objects.waiting().filter(pk__in=[row.pk for row in rows])
            if not waiting.update(state=State.MAILED, mail=mail):
                mail.delete()
                return None
    except IntegrityError:  # the mail of the day
        return None
    taken = set(mail.rows.values_list("pk", flat=True))
    return mail, [row for row in rows if row.pk in taken]


@transaction.atomic
def _take_back(mail: QuerySet[ToldMail], rows: Sequence[Told], now: datetime) -> None:
    """The server has not got it: what it tells waits again, for a while."""
    Told.objects.filter(mail__in=mail.values("pk"), pk__in=[row.pk for row in rows]).update(
        state=State.WAITING, mail=None, tried_at=now
    )
    mail.delete()
