"""The zip of a period: made as work, kept for a day, and given to the one person who asked for it."""

import hashlib
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from budget.money.reader import Reader
from budget.municipal_year.report import year_seen_by
from budget.officers.bundle import files_of, told_of, zipped
from budget.officers.models import PeriodFile
from budget.officers.period import Period
from budget.payments.access import sees_payments_of
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.jobs.queue import Progress
from rorikt.people.models import Municipality, User
from rorikt.storing import keeping


def may_choose(user: User, municipality: Municipality) -> bool:
    """Staff may choose any; the others have their own."""
    return user.has_perm("budget.view_officers_room") and sees_payments_of(user, municipality)


def is_free(user: User) -> bool:
    """Whether this person may choose a municipality: those who work for the cooperation."""
    return user.has_perm("budget.view_draft")


def page_of(user: User, municipality: Municipality) -> str:
    page = reverse("budget:officers")
    return f"{page}?kommune={municipality.pk}" if is_free(user) else page


def closed_to(user: User) -> str:
    """The hash of what is closed to a person: what was made while it was another is made anew."""
    cases = sorted((pk, str(case), case.are_amounts_open) for pk, case in Reader(user).cases.items())
    return hashlib.sha256(repr(cases).encode()).hexdigest()


def start_file(user: User, municipality: Municipality, period: Period, *, origin: str) -> Job:
    return queue.start(
        make_file,
        key=f"period-file:{user.pk}:{municipality.pk}:{period.year}:{period.first}-{period.last}",
        title=f"Alt for {municipality} {period.label}",
        by=user,
        origin=origin,
        user_id=user.pk,
        number=municipality.pk,
        months=[period.year, period.first, period.last],
    )


@queue.work("period-file", restartable=True)
def make_file(progress: Progress, *, user_id: int, number: str, months: list[int]) -> str:
    """The page that it is fetched from. Raises ValidationError for one who may not any more."""
    user, municipality = User.objects.get(pk=user_id), Municipality.objects.get(pk=number)
    if not may_choose(user, municipality):
        raise ValidationError("Du kan ikke lenger hente filer for denne kommunen.")
    period, closed = Period(*months), closed_to(user)
    found, now = year_seen_by(user, municipality, period.year), timezone.now()
    title = f"Alt for {municipality} {period.label}"
    content = zipped(title, told_of(found, period, user, now), files_of(found, period, user, progress))
    progress("Lagrer filen", 95)
    _keep(user, municipality, period, content, closed=closed, made_at=now)
    return f"{page_of(user, municipality)}#filer"


def _keep(user: User, municipality: Municipality, period: Period, content: bytes, **told: Any) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    row = PeriodFile(
        user=user, municipality=municipality, year=period.year, first=period.first, last=period.last, sha256=sha256,
        **told,
    )  # fmt: skip
    row.file.name = keeping.keep(f"period_files/{uuid4().hex}.zip", content, sha256)
    row.save()
