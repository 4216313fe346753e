"""A worker says that it lives, in the database, where every machine sees it."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from rorikt import locks
from rorikt.jobs.models import WorkerBeat

logger = logging.getLogger(__name__)
EVERY = 5.0  # seconds
MISSED = timedelta(seconds=20)


@contextmanager
def beating(name: str) -> Iterator[None]:
    """In a thread of its own, whatever the worker is busy with, until it ends."""
    over = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(over, name[:64]), name="beats", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def living(now: datetime) -> int:
    """How many workers have said lately that they live.

    While an import holds SQLite none can say so; one is seen by what it holds (rorikt/locks.py).
    """
    return WorkerBeat.objects.filter(beat_at__gt=now - MISSED).count() or int(locks.is_any_held("worker"))


def _beat_until(over: threading.Event, name: str) -> None:
    began, machine = timezone.now(), socket.gethostname()[:255]
    while True:
        try:
            close_old_connections()
            WorkerBeat.objects.update_or_create(
                name=name, defaults={"beat_at": timezone.now()}, create_defaults=_row(began, machine)
            )
        except (DatabaseError, InterfaceError) as error:
            logger.info("the worker cannot say that it lives: %s", type(error).__name__)
            connection.close()
        if over.wait(EVERY):
            break
    try:
        WorkerBeat.objects.filter(name=name).delete()
    except (DatabaseError, InterfaceError):
        logger.info("the worker cannot say that it ends")
    connection.close()


def _row(began: datetime, machine: str) -> dict[str, object]:
    return {"began_at": began, "machine": machine, "beat_at": timezone.now()}
