"""Who has a point of the cycle is told of its deadline by e-mail: once before it, and once when it has passed."""

from collections import defaultdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings.cycle.cycle import reminder
from meetings.cycle.models import CycleTurn
from meetings.cycle.report import Occurrence, occurrences_around
from rorikt import mail
from rorikt.amounts import short_date
from rorikt.mail.links import link_to
from rorikt.people.models import User

FIRST_HOUR = 7  # nobody is told at night
UNREACHABLE = "E-postserveren svarer ikke. Påminnelsene i årshjulet sendes når den gjør det."
FIELDS = {"soon": "reminded_at", "late": "late_reminded_at"}


def remind(now: datetime) -> str:
    """One mail to each person, with all that is new. Raises ValidationError where the mail server does not answer."""
    found = _to_tell(now)
    if not found:
        return ""
    try:
        mail.check_server()
    except mail.Undelivered as error:
        raise ValidationError(UNREACHABLE) from error
    of_owner: dict[User, list[Occurrence]] = defaultdict(list)
    for one, what in found:
        if _take(one, what, now):
            of_owner[one.point.owner].append(one)
    for owner, occurrences in of_owner.items():
        mail.send(EmailMessage("Frister i årshjulet", _text(occurrences), to=[owner.email]))
    return f"{len(of_owner)} fikk påminnelse om årshjulet." if of_owner else ""


def is_waiting() -> bool:
    return mail.is_set_up() and bool(_to_tell(timezone.now()))


def _to_tell(now: datetime) -> list[tuple[Occurrence, str]]:
    local = timezone.localtime(now)
    if local.hour < FIRST_HOUR:
        return []
    open_ones = [one for one in occurrences_around(local.date()) if not one.is_done and one.point.owner.is_active]
    found = [(one, _reminder(one)) for one in open_ones]
    return [(one, what) for one, what in found if what]


def _reminder(one: Occurrence) -> str:
    told = {what: one.turn is not None and getattr(one.turn, field) is not None for what, field in FIELDS.items()}
    if one.due is not None and one.due < one.point.since:
        return ""  # over before the point was there
    return reminder(one.due, one.today, was_reminded=told["soon"], was_told_late=told["late"])


@transaction.atomic
def _take(one: Occurrence, what: str, now: datetime) -> bool:
    """False where another process tells of it. It is noted before the mail goes: one that is lost is not doubled."""
    CycleTurn.objects.get_or_create(point=one.point, year=one.year)
    untold = CycleTurn.objects.filter(point=one.point, year=one.year, **{FIELDS[what]: None})
    return bool(untold.update(**{FIELDS[what]: now}))


def _text(occurrences: list[Occurrence]) -> str:
    lines = [f"- {one.point.title}: {_when(one)}" for one in occurrences]
    return "\n".join(["Du er ansvarlig for dette i årshjulet:", "", *lines, "", f"Merk det som gjort {_where()}"])


def _where() -> str:
    """With the address where the product is served under a name of its own."""
    if link := link_to(reverse("meetings:cycle")):
        return f"i årshjulet: {link}"
    return "under Møter, Årshjul."


def _when(one: Occurrence) -> str:
    return f"fristen gikk ut {short_date(one.due)}" if one.is_late else f"frist {short_date(one.due)}"
