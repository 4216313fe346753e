"""The worker of background jobs: that of django-tasks, on a database that is migrated. Beside them it ticks."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from rorikt.duties.ticking import ticking
from rorikt.jobs import queue
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand, Worker):
    """With a `--worker-id` that stays the same, it first takes up what it had in hand when it died."""

    help = "Gjør bakgrunnsjobbene, til den stoppes."

    def handle(self, *, worker_id: str, **options: Any) -> None:
        queue.take_up_left(worker_id)
        with ticking():
            super().handle(worker_id=worker_id, **options)
