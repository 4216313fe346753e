"""A backup each night, where a folder for them is set.

It is made by a process of its own, so that nothing else waits for it; what became of it is a row.
"""

import subprocess
import sys
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from rorikt.backups.models import Backup
from rorikt.calendar import OSLO, local_day
from rorikt.duties.ticking import Duty

NIGHT = time(2)  # in Oslo
AGAIN_AFTER = timedelta(hours=1)
_children: list["subprocess.Popen[bytes]"] = []


def night_of(now: datetime) -> datetime:
    """The last time that it was two o'clock at night."""
    today = datetime.combine(local_day(now), NIGHT, OSLO)
    return today if today <= now else datetime.combine(local_day(now) - timedelta(days=1), NIGHT, OSLO)


def is_waiting() -> bool:
    """Whether this night's is not made, and has not been tried a short while ago."""
    if not settings.BACKUP_FOLDER:
        return False
    now = timezone.now()
    is_made = Backup.objects.good().filter(begun_at__gte=night_of(now)).exists()
    return not is_made and not Backup.objects.filter(begun_at__gt=now - AGAIN_AFTER).exists()


def begin(now: datetime) -> str:
    _children[:] = [child for child in _children if child.poll() is None]
    if _children:
        return ""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", "--skip-checks"]
    _children.append(subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL))
    return "Nattens sikkerhetskopi er begynt."


DUTIES = (Duty("Tar sikkerhetskopi om natten", timedelta(minutes=10), begin, waits=is_waiting),)
