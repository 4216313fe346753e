"""The end of the trail is signed each hour, and everything is proven each night."""

import time
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from rorikt.audit import heads
from rorikt.duties.ticking import Duty
from rorikt.people.models import User
from rorikt.proving import proving
from rorikt.proving.findings import Fault
from rorikt.proving.tells import TRAIL
from rorikt.telling.telling import tell

NIGHT = range(2, 5)  # the hours of Oslo in which it is done, or later where it was not done for a day
OFTEN_ENOUGH, OVERDUE = timedelta(hours=20), timedelta(hours=30)


def sign(now: datetime) -> str:
    try:
        head = heads.sign_head(now)
    except heads.Unsigned as problem:
        _tell([str(problem)], now)
        raise ValidationError(str(problem)) from None
    except OSError as problem:
        raise ValidationError(f"Enden av loggen kunne ikke skrives: {problem}") from problem
    return f"Enden av endringsloggen er signert: rad {head.number}." if head else ""


def is_night() -> bool:
    now, last = timezone.localtime(), proving.last_check()
    if last is None:
        return True
    since = now - last.at
    return since > OVERDUE or (since > OFTEN_ENOUGH and now.hour in NIGHT)


def check(now: datetime) -> str:
    began = time.monotonic()
    faults = [found for found in proving.prove(now) if isinstance(found, Fault)]
    checked = proving.note_check(faults, now=timezone.now(), seconds=time.monotonic() - began)
    if faults:
        _tell([one.text for one in faults], now)
        raise ValidationError(f"{len(faults)} avvik: {faults[0].text}")
    return proving.told_of(checked)


@transaction.atomic
def _tell(texts: list[str], now: datetime) -> None:
    """Those who keep the installation, once a day for the same."""
    people = User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True)
    text = "\n".join(texts[:3])
    tell(
        TRAIL, people, subject="Kontrollen av endringsloggen fant avvik", text=text, now=now,
        url=reverse("rorikt:trail"), once=f"{timezone.localdate(now).isoformat()}:{hash_of(text)}",
    )  # fmt: skip


def hash_of(text: str) -> str:
    return heads.hash_of(text.encode())[:12]


DUTIES = (
    Duty("Signerer enden av endringsloggen", heads.EVERY, sign),
    Duty("Kontrollerer endringsloggen", timedelta(minutes=15), check, waits=is_night, longest=timedelta(hours=6)),
)
