"""Finished PDFs, kept in storage under the hash of all that went into them, so that nothing is printed twice.

An entry is never changed: what changes gets another key. Its file name holds the key and the SHA-256 of its bytes, so
a wrong or damaged one is noticed, dropped and made again. One builder at a time makes a key, whatever process it is in.
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

from django.conf import settings
from django.core.exceptions import ValidationError

from rorikt import locks

logger = logging.getLogger(__name__)

MOST_WAIT = 600.0  # seconds for another builder of the same; longer than any part may take
LEFT_BEHIND = 3600.0  # seconds after which a half-written file is taken to be abandoned
PROGRAMS = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "fonttools", "pikepdf")
_elsewhere: Path | None = None
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
    for path in sorted(folder_of(key).glob(f"{key}.*.pdf")):
        sha256 = path.name.split(".")[1]
        try:
            if _is_whole(path, sha256):
                _touch(path)
                return Kept(path, sha256)
        except FileNotFoundError:
            continue
        logger.warning("a kept PDF is damaged and is made again: %s", path.name)
        path.unlink(missing_ok=True)
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
        folder = folder_of(key)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        os.close(handle)
        try:
            write(Path(name))
            sha256 = sha256_of(Path(name))
            path = folder / f"{key}.{sha256}.pdf"
            os.chmod(name, 0o644)
            os.replace(name, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(name)
        _verified[path] = _signature(path)
        return Kept(path, sha256)


@contextmanager
def lock(key: str) -> Iterator[None]:
    """One holder at a time among all processes. The system lets go of the lock of a process that has died.

    Raises ValidationError if another has held it for ten minutes.
    """
    with locks.held(folder_of(key) / f"{key}.lock", wait=MOST_WAIT) as is_ours:
        if not is_ours:
            raise ValidationError("En annen holder fremdeles på med det samme. Prøv igjen om litt.")
        yield


def prune(most_megabytes: float) -> tuple[int, int]:
    """Remove those unused for longest until the rest are within the limit, and what builders left behind.

    Returns how many files are removed and how many bytes.
    """
    now, kept, removed = time.time(), [], []
    for path in _root().rglob("*"):
        with suppress(FileNotFoundError):
            status = path.stat()
            if path.is_dir() or path.suffix == ".lock":
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


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """Keep in another folder, for measurements that begin with nothing."""
    global _elsewhere
    before, _elsewhere = _elsewhere, folder
    try:
        yield
    finally:
        _elsewhere = before


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(path: Path, sha256: str) -> bool:
    """Read through once in the life of a process, and again if the file is not the same any more."""
    signature = _signature(path)
    if _verified.get(path) != signature:
        if sha256_of(path) != sha256:
            return False
        _verified[path] = signature
    return True


def _signature(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _touch(path: Path) -> None:
    """Tell that it was used. The time of writing stays, since it tells whether the file is the same."""
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _root() -> Path:
    return _elsewhere or Path(settings.MEDIA_ROOT) / "papers"


def folder_of(key: str) -> Path:
    return _root() / key[:2]
