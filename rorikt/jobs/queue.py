"""Background jobs: work over a second, with a stage in words and a percentage that a page can show.

A module registers what it can make with `@jobs.work("packet")`, and its app's `AppConfig.works` names the module, so
that web server, worker, command and shell all know the same kinds, whatever else they have imported. `start` queues
the work once for each `key`: a second person who asks for the same thing joins the job that runs. Without a worker
the work is done at once. Work that is registered as `restartable` may be stopped between two of its stages, and
started again.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, Protocol, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from rorikt.jobs.models import Job
from rorikt.people.models import User
from rorikt.refusals import in_words

logger = logging.getLogger(__name__)
# A job that has run longer than this died with its worker; the next one who asks starts it again.
LOST_AFTER = timedelta(minutes=15)
# Restartable work tells that it lives at least every second.
SILENT_AFTER = timedelta(minutes=1)
FAULT = "Noe gikk galt i systemet. Prøv igjen; skjer det på nytt, gi beskjed til administrator."
INTERRUPTED = "Jobben ble avbrutt før den var ferdig. Prøv igjen."
INTERRUPTED_TWICE = "Jobben ble avbrutt to ganger før den var ferdig. Prøv igjen, eller gi beskjed til administrator."
NOT_BEGUN = "Jobben ble ikke begynt, for bakgrunnsjobbene er ikke i gang. Gi beskjed til administrator, og prøv igjen."
TOLD_EVERY = 0.9  # seconds between two entries of the same stage


class Cancelled(Exception):
    """Somebody has stopped the job."""


class Progress(Protocol):
    def __call__(self, stage: str, percent: int) -> None: ...


def silent(stage: str, percent: int) -> None:
    """The progress of work that nobody follows."""


Make = TypeVar("Make", bound=Callable[..., str])


@dataclass(frozen=True)
class Work:
    """`do(progress, **arguments)` returns the path of what it made.

    `needs` tells by the arguments whether a job that has stopped still has what it takes to begin again, `may_see`
    whether a person may see what is made, and so the page of the job, though somebody else has asked for it.
    """

    do: Callable[..., str]
    restartable: bool
    needs: Callable[..., bool]
    may_see: Callable[..., bool] = lambda user, **arguments: False


registered: dict[str, Work] = {}


def work(
    kind: str,
    *,
    restartable: bool = False,
    needs: Callable[..., bool] = lambda **arguments: True,
    may_see: Callable[..., bool] = lambda user, **arguments: False,
) -> Callable[[Make], Make]:
    """Register a function as the work of jobs of this kind. Its module must be named in its app's `works`."""

    def register(function: Make) -> Make:
        if function.__module__ not in _modules():
            raise ImproperlyConfigured(f"{function.__module__} does work, so its app's AppConfig.works must name it")
        registered[kind] = Work(function, restartable, needs, may_see)
        return function

    return register


def works() -> Mapping[str, Work]:
    """Every kind of work of the installation. The first who asks loads the modules: printing takes seconds to load."""
    for module in _modules():
        import_module(module)
    return registered


def _modules() -> list[str]:
    return [module for config in apps.get_app_configs() for module in getattr(config, "works", ())]


def is_restartable(job: Job) -> bool:
    """Whether the work can be started again. False for work that this release does not know."""
    found = works().get(job.kind)
    return found is not None and found.restartable


def may_retry(job: Job) -> bool:
    """Whether it has stopped short, and can begin again."""
    has_stopped = job.state in {Job.State.FAILED, Job.State.CANCELLED}
    return has_stopped and is_restartable(job) and works()[job.kind].needs(**job.arguments)


def may_see(job: Job, user: User) -> bool:
    """Whether a person who has not asked for it may see what the job makes. Nobody, where its work does not say."""
    found = works().get(job.kind)
    return found is not None and found.may_see(user, **job.arguments)


def start(
    make: Callable[..., str], *, key: str, title: str, by: User | None, origin: str = "", **arguments: Any
) -> Job:
    """Queue the work of a function that is registered, or return the unfinished job that already makes `key`.

    `origin` is the path of the page it was asked for on, which a job that has stopped leads back to.
    """
    kind = next((kind for kind, found in works().items() if found.do is make), None)
    if kind is None:
        raise ValueError(f"{make!r} is not registered as work")
    return queue(kind, key=key, title=title, by=by, origin=origin, **arguments)


def queue(kind: str, *, key: str, title: str, by: User | None, origin: str = "", **arguments: Any) -> Job:
    """As `start`, by the name that the job carries."""
    unfinished = Job.objects.filter(key=key, state__in=Job.UNFINISHED)
    settle_lost(unfinished)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, key=key, title=title, arguments=arguments, requested_by=by, result_url=origin
            )
    except IntegrityError:
        joined = unfinished.get()
        if by is not None and by.pk != joined.requested_by_id:
            joined.followed_by.add(by)
        return joined
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    job.refresh_from_db()
    return job


def cancel(job: Job) -> None:
    """Stop the job at its next stage. Raises ValidationError where that is not possible or too late."""
    if not is_restartable(job):
        raise ValidationError("Dette arbeidet kan ikke avbrytes. Vent til det er ferdig.")
    unfinished = Job.objects.filter(pk=job.pk, state__in=Job.UNFINISHED)
    if not unfinished.update(state=Job.State.CANCELLED, finished_at=timezone.now()):
        raise ValidationError("Jobben er allerede ferdig.")


def retry(job: Job, *, by: User) -> Job:
    """Begin a failed or cancelled job again; what it had made is kept and not made again."""
    if not is_restartable(job):
        raise ValidationError("Dette arbeidet kan ikke startes herfra. Gå tilbake dit det ble bestilt.")
    if not may_retry(job):
        raise ValidationError("Jobben kan ikke startes på nytt. Gå tilbake dit den ble bestilt.")
    return queue(job.kind, key=job.key, title=job.title, by=by, origin=job.result_url, **job.arguments)


def settle_lost(jobs: QuerySet[Job]) -> None:
    """Say of those among `jobs` that they have failed, whose worker has died or which no worker ever took up."""
    now = timezone.now()
    says_nothing = ~Q(told_at__gte=now - SILENT_AFTER)
    is_old = Q(created_at__lt=now - LOST_AFTER)
    used_to_tell = Q(kind__in=[kind for kind, found in works().items() if found.restartable], told_at__isnull=False)
    jobs.filter(is_old | used_to_tell, says_nothing, state=Job.State.RUNNING).update(
        state=Job.State.FAILED, error=INTERRUPTED, finished_at=now
    )
    # While a worker works, those that wait are not forgotten.
    if not Job.objects.filter(~is_old | ~says_nothing, state=Job.State.RUNNING).exists():
        jobs.filter(is_old, says_nothing, state=Job.State.QUEUED).update(
            state=Job.State.FAILED, error=NOT_BEGUN, finished_at=now
        )


@transaction.atomic
def take_up_left(worker_id: str) -> None:
    """Settle what the worker of this name had in hand when it died: begun again, once, where it can be; else failed."""
    now = timezone.now()
    for left in DBTaskResult.objects.running():
        if left.worker_ids[-1] != worker_id:
            continue
        running = Job.objects.filter(pk=left.args_kwargs["args"][0], state=Job.State.RUNNING)
        job = running.first()
        if job and is_restartable(job) and len(left.worker_ids) == 1:
            running.update(state=Job.State.QUEUED, stage="Ble avbrutt og begynner på nytt", percent=0, told_at=now)
            left.status = TaskResultStatus.READY
            left.save(update_fields=["status"])
        else:
            error = INTERRUPTED_TWICE if job and is_restartable(job) else INTERRUPTED
            running.update(state=Job.State.FAILED, error=error, finished_at=now)
            left.set_failed(ConnectionAbortedError("the worker died"))


@task()
def run_job(job_id: str) -> None:
    running = Job.objects.filter(pk=job_id, state=Job.State.RUNNING)
    queued = Job.objects.filter(pk=job_id, state=Job.State.QUEUED)
    if not queued.update(state=Job.State.RUNNING, told_at=timezone.now()):
        return
    job = running.get()
    told: tuple[str, float] = ("", 0.0)

    def progress(stage: str, percent: int) -> None:
        nonlocal told
        if told[0] == stage and time.monotonic() - told[1] < TOLD_EVERY:
            return
        told = (stage, time.monotonic())
        is_running = running.update(stage=stage[:120], percent=min(percent, 100), told_at=timezone.now())
        if not is_running and is_restartable(job):
            raise Cancelled

    try:
        result_url = works()[job.kind].do(progress, **job.arguments)
    except Cancelled:
        return
    except ValidationError as error:
        running.update(state=Job.State.FAILED, error=" ".join(error.messages), finished_at=timezone.now())
    except Exception as error:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        running.update(state=Job.State.FAILED, error=in_words(error) or FAULT, finished_at=timezone.now())
    else:
        running.update(state=Job.State.DONE, percent=100, stage="", result_url=result_url, finished_at=timezone.now())
