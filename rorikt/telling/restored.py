"""What waits to be told when a backup is put back."""

from datetime import datetime

from rorikt.amounts import how_many
from rorikt.telling.models import Told


def after_restore(now: datetime) -> list[str]:
    count = Told.objects.waiting().count()
    told = f"{how_many(count, 'varsel', 'varsler')} ventet da kopien ble laget, og kan være sendt siden."
    return [told] if count else []


def forget_waiting(now: datetime) -> list[str]:
    waiting = list(Told.objects.waiting().values_list("pk", flat=True))
    count = Told.objects.waiting().filter(pk__in=waiting).update(state=Told.State.DROPPED)
    return [f"{how_many(count, 'varsel', 'varsler')} som ventet, sendes ikke."] if count else []
