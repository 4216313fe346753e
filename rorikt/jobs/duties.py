"""What is done with background jobs by the clock: old ones are forgotten. What has died, the worker sees itself."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from rorikt.duties.ticking import Duty
from rorikt.jobs.models import Job, WorkerBeat

KEPT = timedelta(days=90)


def forget_old_jobs(now: datetime) -> str:
    """What they made stays; only their pages go."""
    old = now - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    WorkerBeat.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    _, counts = Job.objects.exclude(state__in=Job.UNFINISHED).filter(finished_at__lt=old).delete()
    count = counts.get(Job._meta.label, 0)
    return f"{count} jobber som ble ferdige før {old:%d.%m.%Y}, er slettet." if count else ""


DUTIES = (Duty("Sletter gamle jobber", timedelta(days=1), forget_old_jobs),)
