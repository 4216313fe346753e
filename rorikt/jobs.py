"""Background jobs: work over a second, with a stage in words and a percentage that a page can show.

An app registers what it can make with `@jobs.work("packet")`; `start` queues it once for each `key`, so that a
second person who asks for the same thing joins the job that runs. Without a worker the work is done at once.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from rorikt.models import Job, User

logger = logging.getLogger(__name__)
# A job that has run longer than this died with its worker; the next one who asks starts it anew.
LOST_AFTER = timedelta(minutes=15)


class Progress(Protocol):
    def __call__(self, stage: str, percent: int) -> None: ...


Work = Callable[..., str]
_works: dict[str, Work] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Register a function `(progress, **arguments) -> result_url` for jobs of this kind."""

    def register(function: Work) -> Work:
        _works[kind] = function
        return function

    return register


def start(kind: str, *, key: str, title: str, by: User | None, **arguments: Any) -> Job:
    """Queue the work, or return the unfinished job that already makes `key`."""
    if kind not in _works:
        raise ValueError(f"no work is registered for {kind!r}")
    unfinished = Job.objects.filter(key=key, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    unfinished.filter(created_at__lt=timezone.now() - LOST_AFTER).update(
        state=Job.State.FAILED, error="Jobben ble avbrutt før den var ferdig.", finished_at=timezone.now()
    )
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, title=title, arguments=arguments, requested_by=by)
    except IntegrityError:
        return unfinished.get()
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    job.refresh_from_db()
    return job


@task()
def run_job(job_id: str) -> None:
    jobs = Job.objects.filter(pk=job_id)
    if not jobs.filter(state=Job.State.QUEUED).update(state=Job.State.RUNNING):
        return
    job = jobs.get()

    def progress(stage: str, percent: int) -> None:
        jobs.update(stage=stage[:120], percent=min(percent, 100))

    try:
        result_url = _works[job.kind](progress, **job.arguments)
    except ValidationError as error:
        jobs.update(state=Job.State.FAILED, error=" ".join(error.messages), finished_at=timezone.now())
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        jobs.update(
            state=Job.State.FAILED,
            error="Noe gikk galt i systemet. Prøv igjen; skjer det på nytt, gi beskjed til administrator.",
            finished_at=timezone.now(),
        )
    else:
        jobs.update(state=Job.State.DONE, percent=100, stage="", result_url=result_url, finished_at=timezone.now())
