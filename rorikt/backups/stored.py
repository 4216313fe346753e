"""The files in storage, whether it is a folder or an object store: which of them a backup has, read and put back."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage

from rorikt.archives import manifest
from rorikt.archives.framing import CHUNK, Broken
from rorikt.archives.manifest import Item

IN_MEMORY = 1 << 23  # bytes of a file that is put back


def made_again() -> tuple[str, ...]:
    """The folders of storage with what the programs make again by themselves, as the apps name them."""
    return tuple(folder for config in apps.get_app_configs() for folder in getattr(config, "made_again", ()))


def names() -> Iterator[str]:
    """All that is worth keeping, in a fixed order. A link is passed over: what it leads to is not ours."""
    yield from _below("")


def _below(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        path = f"{folder}{name}"
        if not _is_link(path) and is_lawful(path):
            yield path
    for name in sorted(folders):
        path = f"{folder}{name}"
        if path not in made_again() and not _is_link(path):
            yield from _below(f"{path}/")


def is_lawful(name: str) -> bool:
    """Whether it could be put back."""
    try:
        manifest.check_name(name)
    except Broken:
        return False
    return True


def _is_link(name: str) -> bool:
    try:
        return Path(default_storage.path(name)).is_symlink()
    except (NotImplementedError, SuspiciousFileOperation):
        return False


def state(name: str) -> tuple[int, datetime] | None:
    """By which one sees that it is another; None where it is gone."""
    try:
        return default_storage.size(name), default_storage.get_modified_time(name)
    except (OSError, SuspiciousFileOperation):
        return None


def opened(name: str) -> BinaryIO | None:
    try:
        return cast(BinaryIO, default_storage.open(name, "rb"))
    except (OSError, SuspiciousFileOperation):
        return None


def is_there(item: Item) -> bool:
    """Whether these very bytes are stored."""
    found = opened(item.name)
    if found is None:
        return False
    with found:
        digest, count = hashlib.sha256(), 0
        while piece := found.read(CHUNK):
            digest.update(piece)
            count += len(piece)
    return (count, digest.hexdigest()) == (item.size, item.sha256)


def put(item: Item, pieces: Iterator[bytes], scratch: Path) -> bool:
    """Store what is read, if it is what was said; what else there is of the name gives way to it."""
    name = item.name
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(scratch)) as spool:
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
            spool.write(piece)
        if digest.hexdigest() != item.sha256:
            return False
        if not is_there(item):
            spool.seek(0)
            with suppress(FileNotFoundError):
                default_storage.delete(name)
            stored = default_storage.save(name, File(spool, name=name))
            if stored != name:
                raise Broken(f"Filen {name} fikk et annet navn på lageret: {stored}.")
    return True


def size_on_this_disk(items: Iterable[Item]) -> int:
    """Bytes that putting them back takes; 0 where they lie elsewhere, or are here already."""
    with suppress(NotImplementedError):
        return sum(item.size for item in items if not Path(default_storage.path(item.name)).exists())
    return 0


def forget_others(kept: set[str]) -> int:
    """What a restored database knows nothing of, in storage that held another before, and all that is made again."""
    for folder in made_again():
        for name in list(_below(f"{folder}/")):
            default_storage.delete(name)
    gone = [name for name in names() if name not in kept]
    for name in gone:
        default_storage.delete(name)
    return len(gone)
