"""Copies of files of a bucket on the disk of this machine, for whoever needs a path, and for who comes next.

A copy lies under the name and the hash of its file, or what the store calls this version of it, so it is never a wrong
one. Those unused for longest go when they are too many; none goes that was asked for within the hour, since a process
may be about to open it.
"""

import hashlib
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from rorikt.storing.stores import BucketStore

IN_USE = 3600.0  # seconds after it was asked for last
LOOKED_OVER_EACH = 0.05  # of the room there is, copied by this process
_copied = 0.0
_whole: dict[Path, tuple[int, int, int]] = {}
_lock = threading.Lock()


def copy_of(store: BucketStore, name: str, sha256: str = "") -> Path:
    """The copy, made first if need be. Raises FileNotFoundError where the store has no such file.

    Where its bytes are others than `sha256` says, they are what there is: who needs to know holds them against it.
    """
    known = place_of(name, sha256) if sha256 else None
    if known and _is_whole(known, sha256):
        return known
    path = place_of(name, store.version_of(name))
    if path.exists():
        touch(path)
        return path
    part = folder() / f"{uuid4().hex}.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as target:
            store.fetch(name, target)
        if known and sha256_of(part) == sha256:
            path = known
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    if path == known:
        _whole[path] = signature(path)
    _make_room(path.stat().st_size)
    return path


def forget(name: str, sha256: str) -> None:
    place_of(name, sha256).unlink(missing_ok=True)


def folder() -> Path:
    return Path(settings.FILE_COPIES)


def place_of(name: str, version: str) -> Path:
    key = hashlib.sha256(f"{name}\0{version}".encode()).hexdigest()
    return folder() / key[:2] / f"{key}{Path(name).suffix}"


def prune(most_megabytes: float) -> int:
    """Remove those unused for longest until the rest are within the limit; how many. And what a dead process left."""
    now, found, removed = time.time(), [], 0
    for path in folder().rglob("*"):
        with suppress(FileNotFoundError):
            status = path.stat()
            if path.is_file():
                found.append((status.st_atime, status.st_size, path))
    total = sum(size for _, size, _ in found)
    for used, size, path in sorted(found):
        if now - used < IN_USE or (total <= most_megabytes * 1e6 and path.suffix != ".part"):
            continue
        path.unlink(missing_ok=True)
        _whole.pop(path, None)
        total, removed = total - size, removed + 1
    return removed


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def signature(path: Path) -> tuple[int, int, int]:
    """What is another as soon as the file has been written to."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _is_whole(path: Path, sha256: str) -> bool:
    """Read through once in the life of a process, and again if the file is not the same any more."""
    try:
        found = signature(path)
        if _whole.get(path) != found and sha256_of(path) != sha256:
            path.unlink(missing_ok=True)
            return False
        _whole[path] = found
        touch(path)
    except FileNotFoundError:
        return False
    return True


def touch(path: Path) -> None:
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def _make_room(byte_count: int) -> None:
    """Look over the copies now and then, and when this process makes its first."""
    global _copied
    with _lock:
        is_first, _copied = _copied == 0, _copied + byte_count
        is_due = is_first or _copied > settings.FILE_COPIES_MEGABYTES * 1e6 * LOOKED_OVER_EACH
        if is_due:
            _copied = 1.0
    if is_due:
        prune(settings.FILE_COPIES_MEGABYTES)
