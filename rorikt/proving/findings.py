"""What proving finds, in sentences. Rooms prove their own: `prove()` of the modules in `AppConfig.provers`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps


@dataclass(frozen=True)
class Fault:
    """Something is not as it was: what was done to what."""

    text: str


@dataclass(frozen=True)
class Noted:
    """Allowed, and worth knowing."""

    text: str


def of_rooms() -> Iterator[Fault | Noted]:
    for config in apps.get_app_configs():
        for module in getattr(config, "provers", ()):
            yield from import_module(module).prove()
