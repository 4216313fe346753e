"""What must hold before a process starts; the worker, `manage check` and the tests ask."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from rorikt.jobs import queue


@register
def modules_of_work_can_be_loaded(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Every module in an app's `works` can be imported and registers work."""
    problems: list[CheckMessage] = []
    for config in app_configs or apps.get_app_configs():
        for module in getattr(config, "works", ()):
            try:
                import_module(module)
            except ImportError as error:
                problems.append(Error(f"{module}, named in works, cannot be loaded: {error}", obj=config))
                continue
            if not any(found.do.__module__ == module for found in queue.registered.values()):
                problems.append(Error(f"{module}, named in works, does no work", obj=config))
    return problems
