"""Whether what people asked to be told goes out."""

from collections.abc import Iterable
from datetime import datetime

from rorikt.conditions import Measure
from rorikt.telling.models import Told


def count_waiting(now: datetime) -> Iterable[tuple[dict[str, str], float]]:
    yield {}, Told.objects.waiting().count()


MEASURES = (
    Measure("told_waiting", "Things that wait to be told somebody by mail, those of tomorrow too.", count_waiting),
)
