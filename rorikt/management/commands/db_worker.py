"""The worker of background jobs: that of django-tasks, on a database that is migrated. Beside them it ticks."""

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from rorikt.duties.ticking import ticking
from rorikt.jobs.working import LastingWorker
from rorikt.logs.lines import name_process
from rorikt.metrics import counted
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand, WorkerCommand):
    help = "Kjører bakgrunnsjobbene til den stoppes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--worker-id", default="", help="Navnet i loggen.")

    def handle(self, *, worker_id: str, verbosity: int, **options: Any) -> None:
        self.configure_logging(verbosity)
        name_process("worker")
        counted.sweep()
        counted.count_process("worker")
        worker = LastingWorker(worker_id)
        worker.configure_signals()
        with ticking():
            worker.run()
