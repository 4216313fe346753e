"""Who read what is exempt from the public: a row of the trail for each person, paper and day.

It is written before the paper is shown. Where it cannot be written the paper is not shown either: the error goes on to
the page that says to try again. A page costs one query more, and the first time of a day one row.
"""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from rorikt.audit import trail
from rorikt.audit.models import READ, AuditEntry
from rorikt.people.models import User


def note_reading(request: HttpRequest, row: models.Model, *, what: str) -> None:
    """`what` is how it was read: «siden», «PDF», «originalfilen». Who is not logged in reads nothing exempt."""
    if isinstance(request.user, User):
        note(request.user, [row], what=what, now=timezone.now())


def note(user: User, rows: Iterable[models.Model], *, what: str, now: datetime) -> None:
    """Once a day for each row and way of reading."""
    by_subject = {f"{row._meta.label_lower}:{row.pk}": row for row in rows}
    today = datetime.combine(timezone.localdate(now), time(), timezone.get_current_timezone())
    of_rows = AuditEntry.objects.filter(subject__in=by_subject, action=READ, by=user, at__gte=today)
    noted = set(of_rows.filter(detail__read_as=what).values_list("subject", flat=True)) if by_subject else set()
    new = [row for subject, row in by_subject.items() if subject not in noted]
    if new:
        with transaction.atomic():
            for row in new:
                trail.record("leste unntatt innhold", row, by=user, now=now, read_as=what)
