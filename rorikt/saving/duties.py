"""What is done by the clock with what pages remember: changes that no browser will send again are forgotten."""

from datetime import datetime, timedelta

from rorikt.duties.ticking import Duty
from rorikt.saving.models import Presence, SavedChange

# Longer than a browser keeps what it could not send, see saving.js.
KEPT = timedelta(days=60)


def forget_old_changes(now: datetime) -> str:
    count, _ = SavedChange.objects.filter(at__lt=now - KEPT).delete()
    return f"Kvitteringene for {count} lagrede endringer er slettet." if count else ""


def forget_who_left(now: datetime) -> str:
    count, _ = Presence.objects.filter(at__lt=now - timedelta(days=1)).delete()
    return f"{count} åpne sider er glemt." if count else ""


DUTIES = (
    Duty("Sletter gamle kvitteringer", timedelta(days=1), forget_old_changes),
    Duty("Glemmer hvem som hadde sider åpne", timedelta(days=1), forget_who_left),
)
