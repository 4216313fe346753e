"""What is done with stored files: kept, read, copied to a path, forgotten. Nothing else knows where they lie.

A file is called by its name in the store (`attachments/ab/abc….pdf`), never by a path. Whoever needs a path, since a
child or a library opens it, asks `local_path`: on a local disk it is the file itself, of a bucket a copy on the disk of
this machine.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage

from rorikt.refusals import Unreachable
from rorikt.storing import copies
from rorikt.storing.stores import AWAY, BucketStore, DiskStore, content_of


def store() -> DiskStore | BucketStore:
    return cast(DiskStore | BucketStore, default_storage)


def keep(name: str, content: bytes | File, sha256: str) -> str:
    """Its name. What is there already is the same, unless it was damaged there: then it is replaced.

    What was written is read back. Raises Unreachable where the store gives another answer than it was given.
    """
    if not is_whole(name, sha256):
        put(name, content)
        _read_back(name, sha256)
    return name


def keep_file(path: Path, name: str, sha256: str) -> str:
    """As `keep`, of a file in `scratch`, which is moved where that spares a copy."""
    if not is_whole(name, sha256):
        store().put_file(path, _checked(name))
        _read_back(name, sha256)
    return name


def put(name: str, content: bytes | str | File) -> None:
    """In the place of whatever has the name; a reader meets the one or the other, whole."""
    wrapped = content_of(content)
    if wrapped.seekable():
        wrapped.seek(0)
    store().put(_checked(name), wrapped)


def read(name: str, sha256: str = "") -> bytes:
    """Raises FileNotFoundError. `sha256` spares a question to the store; the bytes are not held against it."""
    return local_path(name, sha256).read_bytes()


def local_path(name: str, sha256: str = "") -> Path:
    """For reading, within the hour. Raises FileNotFoundError. `sha256` as in `read`."""
    kept = store()
    if not kept.is_local:
        return copies.copy_of(cast(BucketStore, kept), _checked(name), sha256)
    path = Path(kept.path(_checked(name)))
    if not path.is_file():
        raise FileNotFoundError(name)
    return path


def exists(name: str) -> bool:
    return bool(name) and store().exists(_checked(name))


def sha256_of(name: str) -> str:
    """Of what the store itself has, whatever has been copied. Raises FileNotFoundError."""
    if store().is_local:
        return copies.sha256_of(local_path(name))
    with tempfile.TemporaryFile() as copy:
        store().fetch(_checked(name), copy)
        copy.seek(0)
        return hashlib.file_digest(copy, "sha256").hexdigest()


def is_whole(name: str, sha256: str) -> bool:
    """Whether the store has it, with this hash."""
    try:
        return sha256_of(name) == sha256
    except FileNotFoundError:
        return False


def size_of(name: str) -> int:
    """Raises FileNotFoundError."""
    return int(store().size(_checked(name)))


def forget(name: str) -> None:
    """What is gone already is gone."""
    with suppress(FileNotFoundError):
        store().delete(_checked(name))


def forget_below(folder: str) -> None:
    """Every file of the folder."""
    for found in list(store().all_below(f"{_checked(folder)}/")):
        forget(found.name)
    if store().is_local:
        shutil.rmtree(store().path(folder), ignore_errors=True)


def folder_here(name: str) -> Path:
    """A folder of this machine for what it makes and can make again: beside the files, or beside the copies."""
    return Path(cast(DiskStore, store()).path(name)) if store().is_local else copies.folder().with_name(name)


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder for what is on its way into the store, on the same disk where there is one."""
    root = cast(DiskStore, store()).scratch if store().is_local else copies.folder()
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=root) as folder:
        yield Path(folder)


def _read_back(name: str, sha256: str) -> None:
    if not is_whole(name, sha256):
        raise Unreachable(AWAY)


def _checked(name: str) -> str:
    """Raises SuspiciousFileOperation for a name that leads out of the store, or is none."""
    if not name or name.startswith("/") or "\\" in name or "\0" in name or {"", ".", ".."} & set(name.split("/")):
        raise SuspiciousFileOperation(f"{name!r} is no name of a file")
    return name
