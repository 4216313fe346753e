"""Whether tickets come from Pureservice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from rorikt.conditions import Condition, Measure, State
from support.pureservice.models import PureserviceConnection, SyncRun

LONGEST_LAG = timedelta(hours=3)  # it is asked each hour


def look_at_sync(now: datetime) -> State:
    if not _is_on():
        return State("Ikke slått på", True, _last(), tone="neutral")
    last = _last()
    newest = SyncRun.objects.order_by("-started_at", "-pk").first()
    if newest and newest.state == SyncRun.State.FAILED:
        return State("Stoppet", False, last, newest.error)
    if last is None or now - last > LONGEST_LAG:
        return State("For gammel", False, last, "Se Brukerstøtte → Pureservice, og at bakgrunnsjobbene kjører.")
    return State("Hentet", True, last)


def lag(now: datetime) -> Iterable[tuple[dict[str, str], float]]:
    last = _last()
    if last and _is_on():
        yield {}, (now - last).total_seconds()


def _is_on() -> bool:
    return PureserviceConnection.objects.filter(is_enabled=True).exists()


def _last() -> datetime | None:
    """When what was fetched last was begun: what has changed since is not here."""
    done = SyncRun.objects.filter(state=SyncRun.State.DONE).order_by("-started_at", "-pk")
    return done.values_list("started_at", flat=True).first()


CONDITIONS = (Condition("Synkronisering med Pureservice", look_at_sync),)
MEASURES = (Measure("sync_lag_seconds", "Seconds that tickets lag behind Pureservice, where it is on.", lag),)
