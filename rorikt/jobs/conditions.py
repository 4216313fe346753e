"""Whether background jobs are done, and how many wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet

from rorikt.conditions import Condition, Measure, State
from rorikt.jobs.beating import living
from rorikt.jobs.models import Job, WorkerBeat

LONGEST_WAIT = timedelta(minutes=15)  # of a job, after which somebody should look
LATELY = timedelta(days=1)
Figures = Iterable[tuple[dict[str, str], float]]


def look_at_workers(now: datetime) -> State:
    if not settings.HAS_WORKER:
        return State("Uten egen prosess", True, detail="Jobbene gjøres i nettjeneren (RORIKT_TASKS=immediate).")
    last = WorkerBeat.objects.aggregate(last=Max("beat_at"))["last"]
    if not (count := living(now)):
        return State("Kjører ikke", False, last, "Start «./run manage db_worker», eller tjenesten rorikt-worker.")
    return State("Kjører", True, last or now, f"{count} prosess{'er' if count > 1 else ''}.")


def look_at_queue(now: datetime) -> State:
    found = Job.objects.filter(state=Job.State.QUEUED).aggregate(count=Count("pk"), oldest=Min("created_at"))
    if not found["count"]:
        return State("Ingen venter", True, now)
    word = f"{found['count']} venter"
    if now - found["oldest"] > LONGEST_WAIT:
        detail = "Den eldste har ventet for lenge. Se at bakgrunnsjobbene kjører, eller start flere av dem."
        return State(word, False, found["oldest"], detail)
    return State(word, True, found["oldest"], "Tidspunktet er da den eldste ble bestilt.")


def look_at_failed(now: datetime) -> State:
    found = _failed_lately(now).aggregate(count=Count("pk"), last=Max("finished_at"))
    if not found["count"]:
        return State("Ingen siste døgn", True, now)
    detail = "Den som bestilte, har fått vite hvorfor. Loggen sier mer."
    return State(f"{found['count']} siste døgn", True, found["last"], detail, tone="warning")


def _failed_lately(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.FAILED, finished_at__gt=now - LATELY)


def count_waiting(now: datetime) -> Figures:
    return _by_kind(Job.objects.filter(state=Job.State.QUEUED))


def count_running(now: datetime) -> Figures:
    return _by_kind(Job.objects.filter(state=Job.State.RUNNING))


def count_failed(now: datetime) -> Figures:
    return _by_kind(_failed_lately(now))


def age_of_oldest(now: datetime) -> Figures:
    waiting = Job.objects.filter(state=Job.State.QUEUED).values_list("kind").annotate(Min("created_at"))
    return [({"kind": kind}, (now - oldest).total_seconds()) for kind, oldest in waiting.order_by("kind")]


def _by_kind(jobs: QuerySet[Job]) -> Figures:
    counts = jobs.values_list("kind").annotate(Count("pk")).order_by("kind")
    return [({"kind": kind}, count) for kind, count in counts]


CONDITIONS = (
    Condition("Bakgrunnsjobber", look_at_workers, vital=True),
    Condition("Jobber i kø", look_at_queue),
    Condition("Jobber som feilet", look_at_failed),
)
MEASURES = (
    Measure("workers", "Processes that do background jobs.", lambda now: [({}, living(now))]),
    Measure("jobs_waiting", "Background jobs that wait, by kind.", count_waiting, ("kind",)),
    Measure("jobs_oldest_waiting_seconds", "Age of the oldest job that waits, by kind.", age_of_oldest, ("kind",)),
    Measure("jobs_running", "Background jobs under way, by kind.", count_running, ("kind",)),
    Measure(
        "jobs_failed_lately", "Background jobs that failed in the last 24 hours, by kind.", count_failed, ("kind",)
    ),
)
