"""What has to be well for the site to run: lines of the page «Drift», and figures for Prometheus.

A room says what it looks at in a tuple `CONDITIONS`, and what it counts in a tuple `MEASURES`, of one of its modules,
which its app names in `AppConfig.conditions`. Whoever looks may do so every few seconds: it costs a query or two.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import apps


@dataclass(frozen=True)
class State:
    """What was found, in a word; `at` is when it was last so or last done, `detail` what to do or what it rests on.

    `is_well` is what somebody has to get out of bed for when it is False. `tone` colours the word; by itself that of
    success or danger. None of it tells a secret.
    """

    word: str
    is_well: bool
    at: datetime | None = None
    detail: str = ""
    tone: str = ""

    @property
    def shown_tone(self) -> str:
        return self.tone or ("success" if self.is_well else "danger")


@dataclass(frozen=True)
class Condition:
    """`look(now)` tells how it is. Where it raises, it is not well. What is `vital` has to be well for `/klar/`."""

    name: str
    look: Callable[[datetime], State]
    vital: bool = False


@dataclass(frozen=True)
class Measure:
    """A figure that the database knows, so that every process tells the same: `rorikt_NAME` to Prometheus.

    `look(now)` gives a number for each value of `labels`, of which there are few. What is not known is left out.
    """

    name: str
    help: str
    look: Callable[[datetime], Iterable[tuple[Mapping[str, str], float]]]
    labels: tuple[str, ...] = ()


@cache
def conditions() -> tuple[Condition, ...]:
    """Those of all apps, in the order they are named. Raises ImportError for a module that is not there."""
    return tuple(found for module in _modules() for found in getattr(module, "CONDITIONS", ()))


@cache
def measures() -> tuple[Measure, ...]:
    return tuple(found for module in _modules() for found in getattr(module, "MEASURES", ()))


def _modules() -> list[ModuleType]:
    return [import_module(name) for config in apps.get_app_configs() for name in getattr(config, "conditions", ())]
