"""Finished PDFs, kept in storage under the hash of all that went into them, so that nothing is printed twice.

An entry is never changed: what changes gets another key. Its file name holds the key and the SHA-256 of its bytes, so
a wrong or damaged one is noticed, dropped and made again. One builder at a time makes a key, whatever process it is in,
on whatever machine.

They lie on the disk of this machine. Where the files of the installation are in an object store, each is there as well,
for the other machines: what this one lacks is copied from there before it is made.
"""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.exceptions import ValidationError

from rorikt import locks
from rorikt.storing import copies, keeping
from rorikt.storing.copies import sha256_of, signature
from rorikt.storing.stores import BucketStore

logger = logging.getLogger(__name__)

MOST_WAIT = 600.0  # seconds for another builder of the same; longer than any part may take
LEFT_BEHIND = 3600.0  # seconds after which a half-written file is taken to be abandoned
DAY = 86400.0  # seconds; those in the object store are told once in each that they are used
SHARED = "papers"  # their folder there
TIDIED_EACH = 50  # copies
PROGRAMS = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "fonttools", "pikepdf")
_elsewhere: Path | None = None
_copied = 0
_verified: dict[Path, tuple[int, int, int]] = {}


@dataclass(frozen=True)
class Kept:
    path: Path
    sha256: str

    def read(self) -> bytes:
        return self.path.read_bytes()


@cache
def fingerprint(*sources: str) -> str:
    """Of the programs that print and of `sources`, files and folders of the project: a new release prints all again."""
    digest = hashlib.sha256(" ".join(version(name) for name in PROGRAMS).encode())
    for source in sources:
        path = settings.BASE_DIR / source
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def find(key: str) -> Kept | None:
    """The entry of `key`, held against its hash; one that does not match is dropped."""
    return _found_here(key) or (_copied_here(key) if _is_shared() else None)


def _found_here(key: str) -> Kept | None:
    for path in sorted(folder_of(key).glob(f"{key}.*.pdf")):
        sha256 = path.name.split(".")[1]
        try:
            if _is_whole(path, sha256):
                _tell_that_it_is_used(path)
                return Kept(path, sha256)
        except FileNotFoundError:
            continue
        logger.warning("a kept PDF is damaged and is made again: %s", path.name)
        path.unlink(missing_ok=True)
    return None


def _copied_here(key: str) -> Kept | None:
    for found in keeping.store().all_below(f"{SHARED}/{key[:2]}/{key}."):
        path = folder_of(key) / Path(found.name).name
        with suppress(FileNotFoundError), _half(path.parent) as half:
            with half.open("wb") as target:
                keeping.store().fetch(found.name, target)
            sha256 = path.name.split(".")[1]
            if sha256_of(half) != sha256:
                logger.warning("a kept PDF is damaged in the object store and is made again: %s", path.name)
                keeping.forget(found.name)
                continue
            _put_in_place(half, path)
            _renew(path)
            _make_room()
            return Kept(path, sha256)
    return None


def keep(key: str, make: Callable[[], bytes]) -> Kept:
    """The entry of `key`, made first if need be."""
    return keep_written(key, lambda path: _write(path, make()))


def keep_written(key: str, write: Callable[[Path], None]) -> Kept:
    """As `keep`, for what is large and is written to the path by `write`. A reader never meets a half-written file."""
    found = find(key)
    if found:
        return found
    with lock(key):
        found = find(key)
        if found:
            return found
        with _half(folder_of(key)) as half:
            write(half)
            sha256 = sha256_of(half)
            path = folder_of(key) / f"{key}.{sha256}.pdf"
            _put_in_place(half, path)
        if _is_shared():
            keeping.store().put_file(path, _shared_name(path))
        return Kept(path, sha256)


@contextmanager
def _half(folder: Path) -> Iterator[Path]:
    """A file to write to, which is gone afterwards unless it was moved."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _put_in_place(half: Path, path: Path) -> None:
    os.chmod(half, 0o644)
    os.replace(half, path)
    _verified[path] = signature(path)


@contextmanager
def lock(key: str) -> Iterator[None]:
    """One holder at a time among all processes, which a dead one is not.

    Raises ValidationError if another has held it for ten minutes.
    """
    with locks.held(f"paper/{key}", wait=MOST_WAIT) as is_ours:
        if not is_ours:
            raise ValidationError("En annen holder fremdeles på med det samme. Prøv igjen om litt.")
        yield


def prune(most_megabytes: float) -> tuple[int, int]:
    """Remove from this machine those unused for longest until the rest are within the limit, and what builders left.

    Returns how many files are removed and how many bytes.
    """
    now, kept, removed = time.time(), [], []
    for path in _root().rglob("*"):
        with suppress(FileNotFoundError):
            status = path.stat()
            if path.is_dir():
                continue
            if path.suffix == ".pdf" and path.name.count(".") == 2:
                kept.append((status.st_atime, status.st_size, path))
            elif now - status.st_mtime > LEFT_BEHIND:
                removed.append((status.st_size, path))
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept):
        if total <= most_megabytes * 1e6:
            break
        total -= size
        removed.append((size, path))
    for _, path in removed:
        path.unlink(missing_ok=True)
        _verified.pop(path, None)
    return len(removed), sum(size for size, _ in removed)


def prune_shared(most_megabytes: float) -> tuple[int, int]:
    """As `prune`, of what is in the object store, where there is one; each was told it was used a day ago at most."""
    if not _is_shared():
        return 0, 0
    found = sorted(keeping.store().all_below(f"{SHARED}/"), key=lambda one: (one.modified_at, one.name))
    total, removed = sum(one.byte_count for one in found), []
    for one in found:
        if total <= most_megabytes * 1e6:
            break
        keeping.forget(one.name)
        total -= one.byte_count
        removed.append(one.byte_count)
    return len(removed), sum(removed)


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """Keep in another folder, for measurements that begin with nothing."""
    global _elsewhere
    before, _elsewhere = _elsewhere, folder
    try:
        yield
    finally:
        _elsewhere = before


def _make_room() -> None:
    """A machine that prints nothing tidies what it has copied, now and then."""
    global _copied
    _copied += 1
    if _copied % TIDIED_EACH == 1:
        prune(settings.PAPERS_MEGABYTES)


def _is_whole(path: Path, sha256: str) -> bool:
    """Read through once in the life of a process, and again if the file is not the same any more."""
    found = signature(path)
    if _verified.get(path) != found:
        if sha256_of(path) != sha256:
            return False
        _verified[path] = found
    return True


def _tell_that_it_is_used(path: Path) -> None:
    """The time of writing stays, since it tells whether the file is the same."""
    used = path.stat().st_atime
    copies.touch(path)
    if _is_shared() and used // DAY != time.time() // DAY:
        _renew(path)


def _renew(path: Path) -> None:
    """In the object store, so that it is not the next to go; where it has gone from there, it is put there again."""
    try:
        cast(BucketStore, keeping.store()).renew(_shared_name(path))
    except FileNotFoundError:
        keeping.store().put_file(path, _shared_name(path))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _root() -> Path:
    return _elsewhere or keeping.folder_here("papers")


def _is_shared() -> bool:
    return _elsewhere is None and not keeping.store().is_local


def _shared_name(path: Path) -> str:
    return f"{SHARED}/{path.parent.name}/{path.name}"


def folder_of(key: str) -> Path:
    return _root() / key[:2]
