"""Notes are gone when the seat ends: told in time, exported by who wants them, deleted by the clock.

Who has another seat, now or to come, keeps them, and so does who works here as long as they may log in. The rule is the
same for one whose access is taken away, counted from when that was seen.
"""

from datetime import date, datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from meetings.council.models import CouncilMember
from meetings.notes.models import Leaving, Note
from rorikt.amounts import long_date
from rorikt.mail.handing_over import one_line
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation, User

# How long before the end of a seat a person is warned, and how long after it the notes are kept. Nobody's are deleted
# sooner than that many days after they were told.
WARNED_BEFORE, KEPT_AFTER = timedelta(days=30), timedelta(days=30)


def of(user: User) -> Leaving | None:
    """When this person's notes are deleted, where they are."""
    return Leaving.objects.filter(user=user).first()


def end_of(user: User, today: date) -> date | None:
    """The last day of the seat, or of access; None while it goes on for as long as anybody knows."""
    if not user.is_active:
        return today
    if user.role != User.Role.COUNCIL_MEMBER:
        return None
    seats = CouncilMember.objects.filter(user=user)
    last: date | None = seats.aggregate(last=Max("until_on"))["last"]
    return None if last is None or seats.filter(until_on=None).exists() else last


@transaction.atomic
def notice(now: datetime) -> int:
    """Write down who leaves, and forget those who stay after all. How many are new."""
    today = timezone.localdate(now)
    known = {one.user_id: one for one in Leaving.objects.select_related("user")}
    writers = User.objects.filter(Exists(Note.objects.filter(author=OuterRef("pk"))))
    count = 0
    for user in writers.filter(Q(is_active=False) | Q(role=User.Role.COUNCIL_MEMBER)):
        end, row = end_of(user, today), known.pop(user.pk, None)
        if end is None or end - WARNED_BEFORE > today:
            if row:
                row.delete()
        elif row is None:
            delete_on = max(end, today) + KEPT_AFTER
            Leaving.objects.create(user=user, ends_on=end, delete_on=delete_on, noticed_at=now)
            count += 1
        elif user.is_active and row.ends_on != end:  # the seat ends on another day than it was told
            row.ends_on, row.mailed_at = end, None
            row.delete_on = max(end, today) + KEPT_AFTER
            row.save()
    Leaving.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    return count


@transaction.atomic
def delete_due(now: datetime) -> int:
    """Delete the notes of those whose day has come. What they sent as questions stays in the case. How many people."""
    due = list(Leaving.objects.select_for_update().filter(delete_on__lte=timezone.localdate(now)))
    Note.objects.filter(author__in=[row.user_id for row in due]).delete()
    Leaving.objects.filter(pk__in=[row.pk for row in due]).delete()
    return len(due)


def message(row: Leaving) -> EmailMessage:
    """Says nothing of what is noted, and not of what."""
    link, cooperation = link_to(reverse("meetings:notes")), Cooperation.objects.first()
    day = long_date(row.delete_on)
    if row.user.is_active:
        told = (
            f"Vervet ditt i rådet slutter {long_date(row.ends_on)}. Notatene dine slettes {day}. "
            "Vil du beholde dem, må du laste dem ned før det."
        )
        where = f"Last dem ned her: {link}" if link else "Logg inn, og velg Mine notater."
    else:
        told = f"Tilgangen din er tatt bort, og notatene du har skrevet for deg selv, slettes {day}."
        where = "Vil du ha dem, be IKT-lederen om å åpne tilgangen igjen før det, så du kan laste dem ned."
    body = "\n\n".join(filter(None, [told, where, cooperation.name if cooperation else ""]))
    return EmailMessage(one_line(f"Notatene dine slettes {day}"), f"{body}\n", to=[row.user.email])
