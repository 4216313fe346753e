"""All files of an installation copied to another store, each read back; broken off and taken up again at will."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils.module_loading import import_string

from rorikt.refusals import Unreachable
from rorikt.storing import choosing, keeping
from rorikt.storing.copies import sha256_of
from rorikt.storing.stores import BucketStore, DiskStore
from rorikt.storing.unused import WAITING, fields

# What is made again when somebody asks for it, or was on its way between two processes.
LEFT_OUT = ("papers/", WAITING, "jobs/")


@dataclass
class Copied:
    """`missing` are names that rows have, and neither store."""

    copied: int = 0
    there: int = 0
    byte_count: int = 0
    missing: tuple[str, ...] = ()


def store_at(where: str) -> DiskStore | BucketStore:
    """`s3://bucket/folder` with the keys of the environment, or a folder. Raises ImproperlyConfigured."""
    if "://" not in where:
        return DiskStore(location=str(Path(where).resolve()))
    chosen = choosing.files(where)
    made: DiskStore | BucketStore = import_string(chosen["BACKEND"])(**chosen.get("OPTIONS", {}))
    return made


def copy_all(
    target: Any, *, reads_all: bool = False, dry_run: bool = False, tell: Callable[[Copied], None] = lambda done: None
) -> Copied:
    """What is there already with the same size was read back when it came, and is read once more if `reads_all`.

    Raises Unreachable where a store does not answer, or gives other bytes than it was given.
    """
    if isinstance(target, BucketStore):
        target.check_bucket()
    done = Copied()
    known = {one.name: one.byte_count for one in target.all_below("")}
    for one in keeping.store().all_below(""):
        if one.name.startswith(LEFT_OUT):
            continue
        is_there = known.get(one.name) == one.byte_count
        if is_there and not (reads_all and not dry_run and not _is_same(target, one.name)):
            done.there += 1
            continue
        if not dry_run:
            _copy(target, one.name)
        done.copied, done.byte_count = done.copied + 1, done.byte_count + one.byte_count
        known[one.name] = one.byte_count
        tell(done)
    done.missing = tuple(sorted(name for name in _named_by_rows() if name not in known))
    return done


def _copy(target: Any, name: str) -> None:
    with keeping.local_path(name).open("rb") as source:
        target.put(name, File(source))
    if not _is_same(target, name):
        raise Unreachable(f"Filen {name} ble en annen i det nye lageret. Kjør kommandoen på nytt.")


def _is_same(target: Any, name: str) -> bool:
    with keeping.scratch("kopi-") as folder:
        path = folder / "copy"
        with path.open("wb") as copy:
            target.fetch(name, copy)
        return sha256_of(path) == sha256_of(keeping.local_path(name))


def _named_by_rows() -> set[str]:
    return {
        name
        for model, field in fields()
        for name in model._default_manager.exclude(**{field: ""}).values_list(field, flat=True).iterator()
    }
