"""Who may object when an import is undone. A room whose rows depend on imports adds itself in an AppConfig.ready."""

from collections.abc import Callable, Iterable
from datetime import datetime

# Called with the years of the import and when it was confirmed; yields a Norwegian sentence for each objection.
Guard = Callable[[set[int], datetime], Iterable[str]]
registered: list[Guard] = []


def objections(years: set[int], since: datetime) -> list[str]:
    """Norwegian sentences against undoing an import of `years`, confirmed at `since`; empty where nobody objects."""
    return [sentence for guard in registered for sentence in guard(years, since)]
