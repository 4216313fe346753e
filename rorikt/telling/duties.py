"""What is told is sent, and forgotten again."""

from datetime import datetime, timedelta

from rorikt.duties.ticking import Duty
from rorikt.telling.models import Told, ToldMail
from rorikt.telling.sending import LOST_AFTER, send_waiting

# Two years and more: a day may be told of that long before it comes, and whoever looks for what is new by the clock
# looks back less, or would tell it once more.
KEPT = timedelta(days=800)


def forget_old(now: datetime) -> str:
    count, _ = Told.objects.filter(made_at__lt=now - KEPT).delete()
    ToldMail.objects.filter(begun_at__lt=now - KEPT, rows=None).delete()
    return f"{count} gamle varsler er slettet." if count else ""


def _anything_waits() -> bool:
    return Told.objects.waiting().exists() or ToldMail.objects.filter(state=ToldMail.State.BEGUN).exists()


DUTIES = (
    Duty("Sender varsler", timedelta(minutes=1), send_waiting, waits=_anything_waits, longest=LOST_AFTER),
    Duty("Sletter gamle varsler", timedelta(days=1), forget_old),
)
