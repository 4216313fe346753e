"""Background jobs: work over a second, with a stage in words and a percentage that a page can show.

A module registers what it can make with `@jobs.work("packet")`, and its app's `AppConfig.works` names the module, so
that web server, worker, command and shell all know the same kinds, whatever else they have imported. `start` queues
the work once for each `key`: a second person who asks for the same thing joins the job that runs. Without a worker
the work is done at once.

A job whose process died, or lost its database, is begun again, once: all work must bear to be done twice, wherever it
was cut off. Work that is registered as `restartable` may besides be stopped by a person between two of its stages, and
started again.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from structlog.contextvars import bound_contextvars

from rorikt import locks
from rorikt.jobs.models import Job
from rorikt.logs.request_ids import current_id, new_id
from rorikt.people.models import User
from rorikt.refusals import in_words

logger = logging.getLogger(__name__)
# How long a job waits for a worker to come before it is said that there is none.
PATIENCE = timedelta(minutes=1)
MOST_BEGINNINGS = 2
FAULT = "Noe gikk galt i systemet. Prøv igjen; skjer det på nytt, gi beskjed til en administrator."
INTERRUPTED_TWICE = (
    "Jobben ble avbrutt to ganger før den var ferdig. Prøv igjen, eller gi beskjed til en administrator."
)
NOT_BEGUN = (
    "Jobben ble ikke startet, fordi bakgrunnsjobbene ikke kjører. Gi beskjed til en administrator, og prøv igjen."
)
TOLD_EVERY = 0.9  # seconds between two entries of the same stage


class Cancelled(Exception):
    """Somebody has stopped the job."""


class PutBack(Exception):
    """The worker is asked to stop: the job waits for the next one."""


# Set where a worker has to stop, and what it does has had its time to end by itself.
leaving = threading.Event()


class Progress(Protocol):
    def __call__(self, stage: str, percent: int) -> None: ...


def silent(stage: str, percent: int) -> None:
    """The progress of work that nobody follows."""


Make = TypeVar("Make", bound=Callable[..., str])


@dataclass(frozen=True)
class Work:
    """`do(progress, **arguments)` returns the path of what it made.

    `needs` tells by the arguments whether a job that has stopped still has what it takes to begin again, `may_see`
    whether a person may see what is made, and so the page of the job, whoever has asked for it. `None`: the work does
    not say, and the page is for who asked.
    """

    do: Callable[..., str]
    restartable: bool
    needs: Callable[..., bool]
    may_see: Callable[..., bool] | None = None


registered: dict[str, Work] = {}


def work(
    kind: str,
    *,
    restartable: bool = False,
    needs: Callable[..., bool] = lambda **arguments: True,
    may_see: Callable[..., bool] | None = None,
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


def may_see(job: Job, user: User) -> bool | None:
    """Whether a person may see what the job makes, who has asked for it or not. `None` where its work does not say."""
    found = works().get(job.kind)
    return found.may_see(user, **job.arguments) if found and found.may_see else None


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

    def create() -> Job:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                key=key,
                title=title,
                arguments=arguments,
                requested_by=by,
                result_url=origin,
                request_id=current_id(),
            )

    try:
        job = create()
    except IntegrityError:
        joined = unfinished.first()
        if joined is not None:
            if by is not None and by.pk != joined.requested_by_id:
                joined.followed_by.add(by)
            logger.info("joined a job", extra={"told": {"job": str(joined.pk), "asked_by_request": joined.request_id}})
            return joined
        job = create()  # it has ended since, perhaps before what is asked for now was there
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
    """Begin again, once, those among `jobs` whose process died; fail those that wait while there is no worker."""
    for job in jobs.filter(state=Job.State.RUNNING):
        if not locks.is_held(_lock_of(job.pk)):
            _take_up(job)
    now = timezone.now()
    waiting = jobs.filter(state=Job.State.QUEUED).alias(waits_since=Coalesce("told_at", "created_at"))
    too_long = waiting.filter(waits_since__lt=now - PATIENCE)
    if too_long.exists() and not locks.is_any_held("worker"):
        too_long.update(state=Job.State.FAILED, error=NOT_BEGUN, finished_at=now)


def look_after() -> None:
    """What a worker does between two jobs: settle what is lost, and give a task to what waits without one."""
    settle_lost(Job.objects.all())
    _end_orphans()
    told = {row[0] for row in DBTaskResult.objects.ready().values_list("args_kwargs__args__0")}
    for pk in Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True):
        if str(pk) not in told:
            run_job.enqueue(str(pk))


def _end_orphans() -> None:
    """Tasks claimed by a worker that was lost before it began: their jobs were given to others, and have ended."""
    tasks = DBTaskResult.objects.running()
    claimed = dict(tasks.values_list("pk", "args_kwargs__args__0"))
    if not claimed:
        return
    left = {str(pk) for pk in Job.objects.filter(state__in=Job.UNFINISHED).values_list("pk", flat=True)}
    over = [pk for pk, job in claimed.items() if job not in left and not locks.is_held(_lock_of(job))]
    if over:
        tasks.filter(pk__in=over).update(status=TaskResultStatus.FAILED, finished_at=timezone.now())


@contextmanager
def at_work() -> Iterator[None]:
    """Around the life of a worker, so that others see that there is one."""
    with locks.held(f"worker/{uuid4()}"):
        yield


def _take_up(job: Job) -> None:
    """Only one who sees that it is dead does so, and not after another has begun it."""
    now = timezone.now()
    dead = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, begun=job.begun)
    if job.begun >= MOST_BEGINNINGS:
        dead.update(state=Job.State.FAILED, error=INTERRUPTED_TWICE, finished_at=now)
    elif not dead.update(state=Job.State.QUEUED, stage="Ble avbrutt og begynner på nytt", percent=0, told_at=now):
        return  # another has taken it up, whose task is not to be ended
    else:
        transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    tasks = DBTaskResult.objects.running().filter(args_kwargs__args__0=str(job.pk))
    tasks.update(status=TaskResultStatus.FAILED, finished_at=now)


def _lock_of(pk: object) -> str:
    """Held by the process that does the job."""
    return f"job/{pk}"


@task()
def run_job(job_id: str) -> None:
    with locks.held(_lock_of(job_id)) as is_ours:
        if is_ours:
            _run(job_id)


def _run(job_id: str) -> None:
    queued = Job.objects.filter(pk=job_id, state=Job.State.QUEUED)
    if not queued.update(state=Job.State.RUNNING, told_at=timezone.now(), begun=F("begun") + 1):
        return
    job = Job.objects.get(pk=job_id)
    began = time.monotonic()
    # One that was queued before jobs kept it has none.
    with bound_contextvars(request_id=job.request_id or new_id(), job=job_id, kind=job.kind):
        logger.info("a job begins", extra={"told": {"times_begun": job.begun}})
        _do(job)
        state = Job.objects.filter(pk=job_id).values_list("state", flat=True).first()
        logger.info("a job has ended", extra={"told": {"state": state, "ms": round((time.monotonic() - began) * 1000)}})


def _do(job: Job) -> None:
    """Raises the error of a lost database: the job is as if its process had died, and the worker connects again."""
    # Another who takes this for dead, as where the server of the database was away, begins it once more: it is theirs.
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, begun=job.begun)
    told: tuple[str, float] = ("", 0.0)

    def progress(stage: str, percent: int) -> None:
        nonlocal told
        if leaving.is_set():
            raise PutBack
        if told[0] == stage and time.monotonic() - told[1] < TOLD_EVERY:
            return
        told = (stage, time.monotonic())
        is_ours = running.update(stage=stage[:120], percent=min(percent, 100), told_at=timezone.now())
        if not is_ours:
            raise Cancelled

    try:
        result_url = works()[job.kind].do(progress, **job.arguments)
    except Cancelled:
        return
    except PutBack:
        # The next worker does it, and this beginning was no death.
        running.update(
            state=Job.State.QUEUED, stage="Fortsetter om litt", percent=0, told_at=timezone.now(), begun=F("begun") - 1
        )
        transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    except ValidationError as error:
        running.update(state=Job.State.FAILED, error=" ".join(error.messages), finished_at=timezone.now())
    except Exception as error:
        if not connection.is_usable():
            raise
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        running.update(state=Job.State.FAILED, error=in_words(error) or FAULT, finished_at=timezone.now())
    else:
        running.update(state=Job.State.DONE, percent=100, stage="", result_url=result_url, finished_at=timezone.now())
