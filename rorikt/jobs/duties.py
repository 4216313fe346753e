"""What is done with background jobs by the clock: old ones are forgotten. What has died, the worker sees itself.

And what processes that were killed have left in the folder for temporary files, which may be of closed cases.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django_tasks_db.models import DBTaskResult

from rorikt.duties.ticking import Duty
from rorikt.jobs.models import Job, WorkerBeat

KEPT = timedelta(days=90)
LEFT_BEHIND = timedelta(hours=6)  # longer than any work takes
OURS = "rorikt-work-*"  # what all temporary folders of ours are called


def forget_old_jobs(now: datetime) -> str:
    """What they made stays; only their pages go."""
    old = now - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    WorkerBeat.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    _, counts = Job.objects.exclude(state__in=Job.UNFINISHED).filter(finished_at__lt=old).delete()
    count = counts.get(Job._meta.label, 0)
    return f"{count} jobber som ble ferdige før {old:%d.%m.%Y}, er slettet." if count else ""


def remove_left_behind(now: datetime) -> str:
    """Temporary folders of our own that nobody has written to for hours."""
    count = 0
    for path in Path(tempfile.gettempdir()).glob(OURS):
        with suppress(OSError):  # others may take it away first
            status = path.lstat()
            if status.st_uid == os.geteuid() and status.st_mtime < (now - LEFT_BEHIND).timestamp() and path.is_dir():
                shutil.rmtree(path)
                count += 1
    folders = "midlertidig mappe" if count == 1 else "midlertidige mapper"
    return f"{count} {folders} fra prosesser som ble avbrutt, er slettet." if count else ""


DUTIES = (
    Duty("Sletter gamle jobber", timedelta(days=1), forget_old_jobs),
    Duty("Rydder i midlertidige mapper", timedelta(hours=1), remove_left_behind),
)
