"""How it is with the backups, for the page «Drift»."""

from datetime import datetime, timedelta

from rorikt.amounts import how_many
from rorikt.backups.models import Backup
from rorikt.conditions import Condition, State
from rorikt.mail.models import MailHold

LATE = timedelta(hours=36)


def last_backup(now: datetime) -> tuple[str, bool, datetime | None, str]:
    """A word, whether all is well, when it was, and more."""
    last = Backup.objects.good().first()
    tried = Backup.objects.exclude(error="").first()
    failed = tried.error if tried and (last is None or tried.begun_at > last.begun_at) else ""
    if last is None:
        advice = "Sett RORIKT_BACKUP_FOLDER, eller kjør ./run manage backup MAPPE."
        return "Ingen er tatt", False, None, failed or advice
    told = f"{last.name} i {last.folder}, {how_many(last.file_count, 'fil', 'filer')}, {last.verified}."
    if failed:
        return "Den siste mislyktes", False, last.ended_at, f"{failed} Den siste gode: {told}"
    is_late = last.begun_at < now - LATE
    return "For gammel" if is_late else "Tatt", not is_late, last.ended_at, told


def held_mail(now: datetime) -> tuple[str, bool, datetime | None, str]:
    hold = MailHold.objects.filter(ended_at=None).first()
    if hold is None:
        return "Holdes ikke tilbake", True, None, ""
    return (
        "Holdes tilbake",
        False,
        hold.begun_at,
        "En sikkerhetskopi er tatt i bruk. Slipp den med ./run manage release_mail.",
    )


CONDITIONS = (
    Condition("Sikkerhetskopi", lambda now: State(*last_backup(now))),
    Condition("E-post etter en tilbakeføring", lambda now: State(*held_mail(now))),
)
