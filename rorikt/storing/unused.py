"""Files that nothing has: what a process left that was killed between a file and its row, or between the end of a row
and that of its file.

A folder is looked over where a row of some table has a file in it. What is young may be on its way to a row.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from django.apps import apps
from django.db import models

from rorikt.storing import keeping
from rorikt.storing.stores import DiskStore, Stored

WAITING = "waiting/"  # what one process puts there for another, which takes it away
WAITS, ON_ITS_WAY = timedelta(hours=1), timedelta(days=30)
Field = tuple[type[models.Model], str]


def forget_left_waiting(now: datetime) -> int:
    """How many."""
    old = [one.name for one in keeping.store().all_below(WAITING) if one.modified_at < now - WAITS]
    for name in old:
        keeping.forget(name)
    return len(old) + _forget_scratch(now - WAITS)


def forget_unused(now: datetime) -> int:
    """How many."""
    count = 0
    for folder in sorted(folders()):
        for part in _parts_of(folder):
            old = [one for one in part if one.modified_at < now - ON_ITS_WAY]
            for name in unused(one.name for one in old):
                keeping.forget(name)
                count += 1
    return count


def fields() -> list[Field]:
    """Every field of a file."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]


def folders() -> set[str]:
    """Those that rows have files in."""
    first = (
        model._default_manager.exclude(**{field: ""}).values_list(field, flat=True).order_by("pk").first()
        for model, field in fields()
    )
    return {name.partition("/")[0] for name in first if name and "/" in name}


def unused(names: Iterator[str]) -> list[str]:
    """Those that no row has, and no work."""
    found = set(names)
    if not found:
        return []
    shared = _beginning(found)
    for model, field in fields():
        rows = model._default_manager.filter(**{f"{field}__startswith": shared})
        found.difference_update(rows.values_list(field, flat=True).iterator())
    jobs = apps.get_model("rorikt", "Job")._default_manager
    return sorted(name for name in found if not jobs.filter(arguments__path=name).exists())


def _parts_of(folder: str) -> Iterator[list[Stored]]:
    """Its files, a folder below it at a time."""
    try:
        below, own = keeping.store().listdir(folder)
    except FileNotFoundError:  # a disk without it; what rows say is there is looked for elsewhere
        return
    for name in sorted(below):
        yield list(keeping.store().all_below(f"{folder}/{name}/"))
    if own:
        yield [one for one in keeping.store().all_below(f"{folder}/") if one.name.count("/") == 1]


def _beginning(names: set[str]) -> str:
    """What all of them begin with, as far as a folder goes."""
    first, last = min(names), max(names)
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return f"{first[:length].rpartition('/')[0]}/"


def _forget_scratch(before: datetime) -> int:
    if not keeping.store().is_local:
        return 0  # copies.prune takes those
    count = 0
    for path in cast(DiskStore, keeping.store()).scratch.rglob("*"):
        with suppress(OSError):
            if path.stat().st_mtime < before.timestamp():
                _remove(path)
                count += 1
    return count


def _remove(path: Path) -> None:
    """A folder goes once it is empty."""
    path.rmdir() if path.is_dir() else path.unlink()
