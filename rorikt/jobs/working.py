"""The worker: does one job after the other, and outlives the database."""

import logging
import threading
import time
from types import FrameType
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from rorikt import locks
from rorikt.jobs import queue
from rorikt.jobs.beating import beating
from rorikt.refusals import is_database_away

logger = logging.getLogger("django_tasks_db")
INTERVAL = 1.0  # seconds between two looks for work
# That a job which is under way gets to end when the worker has to stop; then it is put back between two of its stages.
SECONDS_TO_END = 20.0


class LastingWorker(Worker):
    """That of django-tasks, whose own loop ends where the database does not answer."""

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=INTERVAL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name or uuid4().hex,
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The job ends, or is left between two stages. A second signal ends the process in the midst of it."""
        if self.running:
            patience = threading.Timer(SECONDS_TO_END, queue.leaving.set)
            patience.daemon = True
            patience.start()
        super().shutdown(signum, frame)

    def run(self) -> None:
        """Until somebody asks it to stop."""
        with queue.at_work(), beating(self.worker_id):
            logger.info("Starting worker %s", self.worker_id)
            while self.running:
                try:
                    has_worked = self._do_next()
                except (DatabaseError, InterfaceError) as error:
                    if not (isinstance(error, OperationalError) or is_database_away(error)):
                        raise
                    logger.warning("the database does not answer, and is asked again: %s", error)
                    connection.close()
                    has_worked = False
                if self.running and not has_worked:
                    time.sleep(self.interval)

    def _do_next(self) -> bool:
        """Whether there was anything to do."""
        close_old_connections()
        locks.renew()
        queue.look_after()
        with exclusive_transaction():
            found = DBTaskResult.objects.ready().get_locked()
            if found:
                found.claim(self.worker_id)
        if found:
            self.run_task(found)
        return found is not None
