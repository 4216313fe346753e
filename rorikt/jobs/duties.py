"""What background jobs do by the clock: those that died are said to have failed, and old ones are forgotten."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from rorikt.duties.ticking import Duty
from rorikt.jobs import queue
from rorikt.jobs.models import Job

KEPT = timedelta(days=90)


def settle_lost_jobs(now: datetime) -> str:
    queue.settle_lost(Job.objects.filter(state__in=Job.UNFINISHED))
    return ""


def forget_old_jobs(now: datetime) -> str:
    """What they made stays; only their pages go."""
    old = now - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    _, counts = Job.objects.exclude(state__in=Job.UNFINISHED).filter(finished_at__lt=old).delete()
    count = counts.get(Job._meta.label, 0)
    return f"{count} jobber som ble ferdige før {old:%d.%m.%Y}, er slettet." if count else ""


DUTIES = (
    Duty(
        "Ser etter jobber som er avbrutt",
        timedelta(minutes=1),
        settle_lost_jobs,
        waits=lambda: Job.objects.filter(state__in=Job.UNFINISHED).exists(),
    ),
    Duty("Sletter gamle jobber", timedelta(days=1), forget_old_jobs),
)
