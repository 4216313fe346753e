"""Work that follows the clock: reminders, renewals, cleaning. Each room names its own; a tick does what is due.

A room says what it has to do, and how often, in a tuple `DUTIES` of its `duties.py`, which its app names in
`AppConfig.duties`. `manage tick` does what is due once, for cron; the worker ticks by itself. Two that tick at once
share the duties between them.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from rorikt.duties.models import DutyState
from rorikt.logs.request_ids import new_id

logger = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between two ticks of the worker
PAUSE_AFTER_FAULT = 30.0
AFTER_FAILURE = timedelta(minutes=5)
# How far in the future a moment may lie that another machine has stored. One beyond is of a clock that was set back.
SKEW = timedelta(minutes=5)
FAILED = "Noe gikk galt i systemet. Loggen sier hva."


@dataclass(frozen=True)
class Duty:
    """`do(now)` owns its transactions and returns one line on what it did, or nothing where it did nothing.

    It comes again when `every` has passed since it was begun, provided that anything `waits` for it. One that is still
    running after `longest` is taken to have died with its process. One that `is_quick` waits for none of the others:
    a worker does those in a thread of their own.
    """

    name: str
    every: timedelta
    do: Callable[[datetime], str]
    waits: Callable[[], bool] = lambda: True
    longest: timedelta = timedelta(minutes=30)
    is_quick: bool = False


@dataclass(frozen=True)
class Attempt:
    duty: Duty
    told: str = ""
    error: str = ""

    def __str__(self) -> str:
        return f"{self.duty.name}: {self.error or self.told or 'ingenting å gjøre.'}"


@cache
def duties() -> tuple[Duty, ...]:
    """Those of all apps, in the order they are named. Raises ImportError for a module that is not there."""
    modules = [module for config in apps.get_app_configs() for module in getattr(config, "duties", ())]
    return tuple(duty for module in modules for duty in import_module(module).DUTIES)


def tick(*, quick: bool | None = None) -> Iterator[Attempt]:
    """Do what is due, one duty after the other; one that fails is tried again in a while, and stops no other.

    `quick` are those alone, or all but those.
    """
    states = {state.name: state for state in DutyState.objects.all()}
    for duty in duties():
        if quick is not None and duty.is_quick != quick:
            continue
        now = timezone.now()
        if not _is_due(duty, states.get(duty.name), now):
            continue
        with bound_contextvars(request_id=new_id(), duty=duty.name):  # what it sets going can be found by it
            attempt = _attempt(duty, now)
        if attempt:
            yield attempt


def _is_due(duty: Duty, state: DutyState | None, now: datetime) -> bool:
    if state is None:
        return True
    is_free = state.held_until is None or not now <= state.held_until <= now + _longest(duty)
    return is_free and (state.begun_at is None or not now - duty.every < state.begun_at <= now + SKEW)


def _longest(duty: Duty) -> timedelta:
    """How far ahead a duty may be held by one who began it now."""
    return max(duty.longest, AFTER_FAILURE) + SKEW


def _attempt(duty: Duty, now: datetime) -> Attempt | None:
    """None where nothing waits for it, or another process has just taken it."""
    is_taken = False
    try:
        if not duty.waits():
            return None
        is_taken = _take(duty, now)
        if not is_taken:
            return None
        attempt = Attempt(duty, told=duty.do(now))
    except Exception as error:
        is_taken = is_taken or _take(duty, now)
        is_known = isinstance(error, ValidationError)
        logger.log(logging.WARNING if is_known else logging.ERROR, "the duty «%s» failed", duty.name, exc_info=error)
        attempt = Attempt(duty, error=" ".join(error.messages) if isinstance(error, ValidationError) else FAILED)
    if is_taken:
        _end(attempt, begun_at=now)
    return attempt


def _take(duty: Duty, now: datetime) -> bool:
    """One process wins: the others find it begun."""
    DutyState.objects.get_or_create(name=duty.name)
    is_free = Q(held_until=None) | Q(held_until__lt=now) | Q(held_until__gt=now + _longest(duty))
    is_due = Q(begun_at=None) | Q(begun_at__lte=now - duty.every) | Q(begun_at__gt=now + SKEW)
    chosen = DutyState.objects.filter(is_free, is_due, name=duty.name)
    return bool(chosen.update(begun_at=now, held_until=now + duty.longest))


def _end(attempt: Attempt, *, begun_at: datetime) -> None:
    """After a failure it is due again, once a while has passed."""
    own, now = DutyState.objects.filter(name=attempt.duty.name, begun_at=begun_at), timezone.now()
    if attempt.error:
        own.update(begun_at=None, held_until=now + AFTER_FAILURE, ended_at=now, error=attempt.error[:300])
        return
    told = {"told": attempt.told[:300]} if attempt.told else {}
    own.update(held_until=None, ended_at=now, error="", **told)


@contextmanager
def ticking() -> Iterator[None]:
    """Ticks in threads beside what the caller does, until that ends: one for what is quick, and one for the rest."""
    duties()  # what cannot be loaded stops the start
    stop = threading.Event()
    threads = [
        threading.Thread(target=_tick_until, args=(stop, quick), name=name, daemon=True)
        for name, quick in (("duties", False), ("quick-duties", True))
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=5)


def _log(attempt: Attempt) -> None:
    """Without what it tells: that may name what is exempt, and stands on a page for those who may read it."""
    if attempt.told or attempt.error:
        told = {"duty": attempt.duty.name, "outcome": "failed" if attempt.error else "done"}
        logger.info("a duty has ended", extra={"told": told})


def _tick_until(stop: threading.Event, quick: bool) -> None:
    """Outlives whatever goes wrong, as when the database does not answer."""
    pause = PAUSE
    while not stop.wait(pause):
        close_old_connections()
        try:
            for attempt in tick(quick=quick):
                _log(attempt)
            pause = PAUSE
        except Exception:
            logger.exception("it cannot be told what is due")
            pause = PAUSE_AFTER_FAULT
        close_old_connections()
