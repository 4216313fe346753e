"""Who may object to an import being taken away. Who rests on it fills the list in an AppConfig.ready."""

from collections.abc import Callable, Iterable
from datetime import datetime

# Called with the years of the import and when it was confirmed; yields a Norwegian sentence for each objection.
Guard = Callable[[set[int], datetime], Iterable[str]]
registered: list[Guard] = []


def objections(years: set[int], since: datetime) -> list[str]:
    return [sentence for guard in registered for sentence in guard(years, since)]
