"""A file that a process holds while it works. The system lets go of it when the process dies, however it dies.

So anybody can see at once whether the one who began something still lives, in the midst of a transaction too. It needs
no clock; it needs one data folder for all processes, which they have for the files.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = 0.05  # seconds between two tries


@contextmanager
def held(path: Path, *, wait: float = 1.0) -> Iterator[bool]:
    """Hold the file, or yield False where another has held it for `wait` seconds, of which a look takes none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
        if _is_locked(handle, fcntl.LOCK_EX) and _is_still(path, handle):
            break
        os.close(handle)
        if time.monotonic() > deadline:
            yield False
            return
        time.sleep(PAUSE)
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)  # while it is held: who waits for this file sees that it is gone, and opens again
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether a process that lives holds it. What a dead one left is tidied away."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        is_free = _is_locked(handle, fcntl.LOCK_SH)
        if is_free and _is_still(path, handle):
            path.unlink(missing_ok=True)
        return not is_free
    finally:
        os.close(handle)


def _is_locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, handle: int) -> bool:
    """Whether the locked file is the one that others find, and not one that was let go of in the meantime."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False
